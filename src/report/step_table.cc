#include "report/step_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "report/cells.h"
#include "report/title.h"

namespace tare {

namespace {

constexpr std::size_t kLeastLabel = 14;
constexpr std::size_t kMostLabel = 44;
constexpr std::size_t kListed = 6;
constexpr std::size_t kListedWide = 14;

struct ProfileSteps {
  std::string_view scenario;
  std::array<std::string_view, 7> names;
};
constexpr ProfileSteps kProfiles[] = {
    {"startup", {steps::kEmpty, steps::kConfiguration, steps::kQt}},
    {"load",
     {steps::kBaseline, steps::kLibraries, steps::kLoaded, steps::kFirstReply, steps::kSecondReply,
      steps::kUnloadedAfterLoad, "    remainder of the list"}},
    {"conversation",
     {steps::kBaseline, steps::kEngine, steps::kLoadedInChat, "5 after 1000 messages",
      steps::kReset, steps::kUnloadedAfterChat, "    remainder of the list"}},
};

std::size_t label_width(Lang lang, std::string_view scenario) {
  std::size_t widest = 28;
  for (const auto& profile : kProfiles)
    if (profile.scenario == scenario)
      for (auto name : profile.names)
        widest = std::max(widest, display_width(step_label(lang, name)));
  return widest;
}

std::string dim(const TableStyle& style, const std::string& text) {
  return style.color ? "\x1b[2m" + text + "\x1b[0m" : text;
}

}  // namespace

std::string share_label(Lang lang, const Share& share) {
  switch (share.kind) {
    case ShareKind::mapping:
      return mapping_label(lang, share.name);
    case ShareKind::declared:
      return owner_label(lang, share.name);
    case ShareKind::heap_other:
      return std::string(word(lang, Word::heap_other));
    case ShareKind::others:
      return say(lang, Word::rest_of, share.count);
    case ShareKind::remainder:
      return std::string(word(lang, Word::remainder));
  }
  return {};
}

StepTable::StepTable(TableStyle style, std::string scenario, std::vector<Note> known)
    : style_(style),
      scenario_(std::move(scenario)),
      notes_(std::move(known)),
      model_known_(last_of(notes_, "model.layers").has_value()),
      columns_(columns_of(scenario_ == "conversation", style.wide)),
      label_width_(label_width(style.lang, scenario_)),
      footnotes_(style.lang) {}

void StepTable::expect(std::span<const Step> steps) {
  for (const auto& step : steps)
    label_width_ = std::max(label_width_, display_width(step_label(style_.lang, step.name)));
  label_width_ = std::min(label_width_, kMostLabel);
}

std::string StepTable::add(const Step& step) {
  notes_.insert(notes_.end(), step.notes.begin(), step.notes.end());
  if (step.part) {
    parts_.push_back(step);
    return {};
  }
  std::string text = first_ ? "" : head(step);
  if (!first_) first_ = step;
  text += row(step);
  text += note_rows(step);
  text += part_rows(&step);
  if (previous_ && tells_libraries(step.name)) {
    auto list = library_costs(*previous_, step, style_.wide ? kListedWide : kListed);
    if (!list.empty()) text += said(word(style_.lang, Word::by_library)) + list_rows(list);
  }
  if (auto name = kept_reference(step.name)) {
    auto reference = std::ranges::find(references_, *name, &Step::name);
    if (reference != references_.end()) {
      auto list = kept_above(*reference, step, style_.wide ? kListedWide : kListed + 2);
      if (!list.empty())
        text +=
            said(say(style_.lang, Word::keepers, step_label(style_.lang, *name))) + list_rows(list);
    }
  }
  if (step.name == steps::kEngine || step.name == steps::kLibraries) references_.push_back(step);
  parts_.clear();
  previous_ = step;
  return text;
}

std::string StepTable::head(const Step& first) {
  const auto& cards = first.sample.cards;
  basis_ = vram_basis(first.sample);
  cards_ = cards.list.size();
  std::size_t numbers = 0;
  for (auto column : columns_) numbers += width(style_.lang, column);
  if (style_.width > 0 && label_width_ + numbers > style_.width)
    label_width_ = style_.width > numbers + kLeastLabel ? style_.width - numbers : kLeastLabel;
  auto title_text = title_line(style_.lang, scenario_, notes_, cards);
  if (style_.color) title_text = "\x1b[1m" + title_text + "\x1b[0m";
  auto names = left(word(style_.lang, Word::col_step), label_width_);
  for (auto column : columns_)
    names += right(title(style_.lang, column), width(style_.lang, column));
  return title_text + "\n" + dim(style_, names) + "\n";
}

std::string StepTable::row(const Step& step) {
  auto text = left(step_label(style_.lang, step.name), label_width_);
  RowOf of{step, *first_, previous_ ? &*previous_ : nullptr, basis_};
  for (auto column : columns_)
    text += right(cell(style_.lang, column, of, footnotes_), width(style_.lang, column));
  vram_seen_ = vram_seen_ || vram(step.sample, basis_);
  return text + "\n";
}

// A detail's row: numbers stand in the columns of the step above.
std::string StepTable::detail(std::string_view label, const std::map<Column, std::string>& cells,
                              std::string_view after) {
  details_ = true;
  // The name may run over columns that stay empty.
  std::size_t name_width = label_width_;
  std::string numbers;
  for (auto column : columns_) {
    auto found = cells.find(column);
    if (found != cells.end()) {
      numbers += right(found->second, width(style_.lang, column));
    } else if (numbers.empty()) {
      name_width += width(style_.lang, column);
    } else {
      numbers.append(width(style_.lang, column), ' ');
    }
  }
  auto text = left(fmt::format("    {}", label), name_width) + numbers;
  text.erase(text.find_last_not_of(' ') + 1);
  if (!after.empty()) text += fmt::format("  {}", after);
  return dim(style_, text) + "\n";
}

std::string StepTable::part_rows(const Step* step) {
  if (parts_.empty()) return {};
  std::string text;
  const Step* before = previous_ ? &*previous_ : nullptr;
  auto cost = [&](const Step& now, std::string_view label) {
    auto ram = difference(now.sample.process.rss, before->sample.process.rss);
    auto card = difference(vram(now.sample, basis_), vram(before->sample, basis_));
    text += detail(label, {{Column::delta_ram, ram ? signed_mib_text(*ram) : "-"},
                           {Column::delta_vram, card ? signed_mib_text(*card) : "-"}});
  };
  for (const auto& part : parts_) {
    if (before != nullptr) cost(part, step_label(style_.lang, part.name));
    before = &part;
  }
  auto left_over = step == nullptr
                       ? std::optional<ByteDelta>{}
                       : difference(step->sample.process.rss, before->sample.process.rss);
  if (left_over && *left_over != ByteDelta{}) cost(*step, word(style_.lang, Word::between_parts));
  return text;
}

std::string StepTable::list_rows(const std::vector<Share>& shares) {
  std::string text;
  for (const auto& share : shares) {
    std::string own;
    if (share.own) own = say(style_.lang, Word::own_note, signed_mib_text(*share.own));
    if (share.reserved)
      own = say(style_.lang, Word::reserved_note, signed_mib_text(*share.reserved));
    text += detail("  " + share_label(style_.lang, share),
                   {{Column::delta_ram, signed_mib_text(share.rss)}}, own);
  }
  return text;
}

std::string StepTable::note_rows(const Step& step) {
  std::string text;
  if (!model_known_ && note(step, "model.layers")) {
    model_known_ = true;
    text += said(fmt::format("{} | {} | {}", model_text(notes_), layers_text(style_.lang, notes_),
                             settings_text(style_.lang, notes_)));
  }
  for (const auto& each : step.notes) {
    if (each.key == "gave_up") text += said(say(style_.lang, Word::gave_up, printable(each.value)));
    if (each.key == "warning") text += said(say(style_.lang, Word::warning, printable(each.value)));
  }
  if (auto told = note(step, "unload")) text += said(printable(*told));
  if (step.late) text += said(word(style_.lang, Word::late));
  return text;
}

std::string StepTable::said(std::string_view text) const {
  return dim(style_, fmt::format("    {}", text)) + "\n";
}

std::string StepTable::foot() {
  std::string text = part_rows(nullptr);
  parts_.clear();
  if (!first_) return text;
  std::vector<std::string> lines = {std::string(word(style_.lang, Word::legend))};
  if (details_) lines.emplace_back(word(style_.lang, Word::legend_parts));
  if (vram_seen_)
    lines.emplace_back(word(
        style_.lang, basis_ == VramBasis::process ? Word::vram_of_process : Word::vram_of_device));
  if (vram_seen_ && cards_ > 1) lines.push_back(say(style_.lang, Word::vram_summed, cards_));
  for (auto& line : footnotes_.lines()) lines.push_back(std::move(line));
  for (const auto& line : lines) text += dim(style_, line) + "\n";
  return text;
}

std::string step_table(const Run& run, TableStyle style) {
  auto notes = all_notes(run);
  std::string scenario(last_of(notes, "scenario")
                           .value_or(run.facts.argv.empty() ? std::string_view(run.facts.id)
                                                            : std::string_view(run.facts.argv[0])));
  StepTable table(style, scenario, std::move(notes));
  table.expect(run.steps);
  std::string text;
  for (const auto& step : run.steps) text += table.add(step);
  return text + table.foot();
}

}  // namespace tare
