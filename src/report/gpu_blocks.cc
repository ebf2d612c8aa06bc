#include <algorithm>

#include "base/text.h"
#include "report/comparison_blocks.h"
#include "report/footnotes.h"
#include "report/title.h"

namespace tare {

namespace {

using W = CompareWord;

template <class Number>
std::string or_unknown(const std::optional<Number>& number) {
  return number ? fmt::format("{}", *number) : "?";
}

std::string asked_text(Lang lang, const Variant& variant) {
  if (!variant.asked_layers) return "?";
  return *variant.asked_layers < 0 ? std::string(word(lang, W::all_layers))
                                   : fmt::format("{}", *variant.asked_layers);
}

std::string placed_text(Lang lang, const Variant& variant) {
  if (!variant.placed || !variant.layers) return "-";
  return say(lang, W::of_layers, *variant.placed, *variant.layers);
}

std::string setting_text(Lang lang, const Variant& variant, CompareWord setting) {
  switch (setting) {
    case W::layers_asked:
      return asked_text(lang, variant);
    case W::layers_placed:
      return placed_text(lang, variant);
    case W::context:
      return or_unknown(variant.ctx);
    case W::batch:
      return or_unknown(variant.batch);
    case W::threads:
      return or_unknown(variant.threads);
    case W::kv_type:
      return variant.kv_type;
    case W::mlock:
      return std::string(word(lang, variant.mlock ? W::yes : W::no));
    default:
      return {};
  }
}

std::vector<std::string> settings_row(Lang lang, const std::vector<Variant>& variants,
                                      CompareWord setting) {
  std::vector<std::string> row = {std::string(word(lang, setting))};
  for (const auto& variant : variants) row.push_back(setting_text(lang, variant, setting));
  return row;
}

std::vector<std::string> figures_row(Lang lang, const std::vector<Variant>& variants,
                                     const QuantityFacts& facts, Footnotes& footnotes) {
  auto title = word(lang, facts.title);
  std::vector<std::string> row = {std::string(title)};
  for (const auto& variant : variants) {
    const auto& figure = variant.figure(facts.quantity);
    row.push_back(figure.value ? figure_text(facts.unit, *figure.value)
                               : footnotes.cell(title, figure.missing));
  }
  return row;
}

std::string twin_text(Lang lang, const Twin& twin) {
  const auto& [later, earlier, differs] = twin;
  auto placed = placed_text(lang, *later);
  if (differs.empty())
    return say(lang, W::equal, later->name, earlier->name, placed, asked_text(lang, *later),
               asked_text(lang, *earlier));
  std::string list;
  for (std::size_t i = 0; i < differs.size(); ++i) {
    if (i > 0) list += i + 1 == differs.size() ? word(lang, W::and_word) : ", ";
    list += say(lang, W::differs_in, word(lang, differs[i]), setting_text(lang, *later, differs[i]),
                setting_text(lang, *earlier, differs[i]));
  }
  return say(lang, W::same_layers, later->name, earlier->name, placed, asked_text(lang, *later),
             asked_text(lang, *earlier), list);
}

void tell_sentences(Lang lang, const std::vector<Variant>& variants, Block& block) {
  bool whole = true;
  bool gave_up = false;
  for (const auto& variant : variants) {
    for (const auto& sentence : variant.gave_up)
      block.lines.push_back(say(lang, W::gave_up, variant.name, sentence));
    gave_up = gave_up || !variant.gave_up.empty();
    whole = whole && variant.failure.empty();
    if (!variant.failure.empty())
      block.lines.push_back(say(lang, W::failed, variant.name, variant.failure));
  }
  if (whole && !gave_up) block.lines.emplace_back(word(lang, W::gave_up_nothing));
  for (const auto& variant : variants)
    for (const auto& sentence : variant.warnings)
      block.lines.push_back(say(lang, W::remark, variant.name, sentence));
}

// Of the loads that were planned for a card.
std::optional<double> median_planning(const std::vector<Variant>& variants) {
  std::vector<double> times;
  for (const auto& variant : variants)
    if (variant.asked_layers.value_or(0) != 0 && variant.planning.value)
      times.push_back(*variant.planning.value);
  if (times.empty()) return std::nullopt;
  auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

}  // namespace

std::vector<Block> gpu_blocks(Lang lang, const RunList& runs) {
  auto variants = variants_of(runs);
  const auto& first = *runs.front();
  const auto& cards = first.steps.empty() ? Cards{} : first.steps.front().sample.cards;
  Block block{.title =
                  say(lang, W::gpu_title, model_text(all_notes(first)), cards_text(lang, cards))};
  block.header.emplace_back("");
  for (const auto& variant : variants) block.header.push_back(variant.name);
  for (auto setting :
       {W::layers_asked, W::layers_placed, W::context, W::batch, W::threads, W::kv_type, W::mlock})
    block.rows.push_back(settings_row(lang, variants, setting));
  Footnotes footnotes(lang);
  for (const auto& facts : quantities())
    block.rows.push_back(figures_row(lang, variants, facts, footnotes));
  block.lines.emplace_back(word(lang, W::gpu_legend));
  for (auto& line : footnotes.lines()) block.lines.push_back(std::move(line));
  if (!any_card(runs)) block.lines.emplace_back(word(lang, W::no_card));
  for (const auto& twin : twins(variants)) block.lines.push_back(twin_text(lang, twin));
  tell_sentences(lang, variants, block);
  auto planning = any_card(runs) ? median_planning(variants) : std::nullopt;
  if (planning) block.lines.push_back(say(lang, W::planning, *planning / 1000));
  return {block};
}

}  // namespace tare
