#include <algorithm>

#include "base/text.h"
#include "report/comparison_blocks.h"
#include "report/footnotes.h"
#include "report/title.h"

namespace tare {

namespace {

using W = CompareWord;

std::string signed_figure(Unit unit, double difference) {
  auto text = figure_text(unit, difference);
  return difference < 0 ? text : "+" + text;
}

// Whether a quantity is told in bytes and not in time.
using Picked = std::vector<const QuantityFacts*>;
Picked pick(bool bytes, const std::vector<Variant>& variants) {
  Picked list;
  for (const auto& facts : quantities()) {
    if ((facts.unit == Unit::bytes) != bytes) continue;
    bool optional = facts.quantity == Quantity::vram_device;
    bool known = std::ranges::any_of(
        variants, [&](const Variant& v) { return v.figure(facts.quantity).value.has_value(); });
    if (!optional || known) list.push_back(&facts);
  }
  return list;
}

class Table {
 public:
  Table(Lang lang, const std::vector<Variant>& variants, Picked picked)
      : lang_(lang), variants_(variants), picked_(std::move(picked)), footnotes_(lang) {}

  Block block(std::string_view title) {
    Block made{.title = std::string(title)};
    made.header.emplace_back(word(lang_, W::setting));
    for (const auto* facts : picked_) made.header.emplace_back(word(lang_, facts->title));
    made.rows.push_back(row(say(lang_, W::default_of, defaults()), &Spread::median));
    made.rows.push_back(spread_row());
    for (const auto& variant : variants_)
      if (variant.name != kDefault) made.rows.push_back(row(variant));
    made.lines = footnotes_.lines();
    return made;
  }

 private:
  std::size_t defaults() const {
    return static_cast<std::size_t>(std::ranges::count(variants_, kDefault, &Variant::name));
  }

  std::string missing(const QuantityFacts& facts, const Variant& variant) {
    return footnotes_.cell(word(lang_, facts.title), variant.figure(facts.quantity).missing);
  }

  std::vector<std::string> row(std::string label, double Spread::* which) {
    std::vector<std::string> cells = {std::move(label)};
    for (const auto* facts : picked_) {
      auto spread = spread_of(variants_, facts->quantity);
      cells.push_back(spread ? figure_text(facts->unit, *spread.*which)
                             : missing(*facts, variants_.front()));
    }
    return cells;
  }

  std::vector<std::string> spread_row() {
    std::vector<std::string> cells = {std::string(word(lang_, W::spread_row))};
    for (const auto* facts : picked_) {
      auto spread = spread_of(variants_, facts->quantity);
      bool known = spread && spread->runs > 1;
      cells.push_back(known ? figure_text(facts->unit, spread->width()) : "-");
    }
    return cells;
  }

  std::vector<std::string> row(const Variant& variant) {
    std::vector<std::string> cells = {variant.name};
    for (const auto* facts : picked_) {
      auto difference = difference_of(variant, variants_, facts->quantity);
      if (!difference)
        cells.push_back(missing(*facts, variant));
      else
        cells.push_back(difference->beyond ? signed_figure(facts->unit, difference->value) : "=");
    }
    return cells;
  }

  Lang lang_;
  const std::vector<Variant>& variants_;
  Picked picked_;
  Footnotes footnotes_;
};

// "mlock: no difference beyond the spread in RAM …, VRAM of the process."
std::string same_text(Lang lang, const Variant& variant, const std::vector<Variant>& variants) {
  std::vector<std::string> same;
  bool any = false;
  for (const auto& facts : quantities()) {
    auto difference = difference_of(variant, variants, facts.quantity);
    if (!difference) continue;
    any = any || difference->beyond;
    if (!difference->beyond) same.emplace_back(word(lang, facts.of));
  }
  if (same.empty()) return {};
  if (!any) return say(lang, W::no_difference_at_all, variant.name);
  return say(lang, W::no_difference, variant.name, fmt::format("{}", fmt::join(same, ", ")));
}

void tell_variants(Lang lang, const std::vector<Variant>& variants, Block& block) {
  auto spread = spread_of(variants, Quantity::rss_loaded);
  bool enough = spread && spread->runs > 1;
  if (enough)
    block.lines.push_back(say(lang, W::settings_legend, spread->runs));
  else
    block.lines.emplace_back(word(lang, W::too_few_defaults));
  for (const auto& variant : variants) {
    if (variant.name == kDefault) continue;
    auto text = enough ? same_text(lang, variant, variants) : std::string();
    if (!text.empty()) block.lines.push_back(text);
    if (!variant.failure.empty())
      block.lines.push_back(say(lang, W::failed, variant.name, variant.failure));
    for (const auto& sentence : variant.gave_up)
      block.lines.push_back(say(lang, W::gave_up, variant.name, sentence));
  }
  // What is said of the default too is no news of a variant.
  auto told_by_default = [&](const std::string& sentence) {
    return std::ranges::any_of(variants, [&](const Variant& variant) {
      return variant.name == kDefault &&
             std::ranges::find(variant.warnings, sentence) != variant.warnings.end();
    });
  };
  for (const auto& variant : variants)
    for (const auto& sentence : variant.warnings)
      if (!told_by_default(sentence))
        block.lines.push_back(say(lang, W::remark, variant.name, sentence));
}

}  // namespace

std::vector<Block> settings_blocks(Lang lang, const RunList& runs) {
  auto variants = variants_of(runs);
  std::erase_if(variants, [](const Variant& variant) { return variant.name == kRunIn; });
  if (variants.empty()) return {};
  const auto& first = *variants.front().run;
  auto notes = all_notes(first);
  const auto& cards = first.steps.empty() ? Cards{} : first.steps.front().sample.cards;
  auto title =
      say(lang, W::settings_title, model_text(notes),
          layers_text(lang, notes) + ", " + settings_text(lang, notes), cards_text(lang, cards));
  auto memory = Table(lang, variants, pick(true, variants)).block(word(lang, W::settings_memory));
  auto times = Table(lang, variants, pick(false, variants)).block(word(lang, W::settings_times));
  tell_variants(lang, variants, times);
  return {Block{.title = title}, memory, times};
}

}  // namespace tare
