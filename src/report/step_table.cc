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

StepTable::StepTable(TableStyle style, std::string scenario, std::vector<Note> known)
    : style_(style),
      scenario_(std::move(scenario)),
      teller_(style.lang, style.wide, std::move(known)),
      columns_(columns_of(scenario_ == "conversation", style.wide)),
      label_width_(label_width(style.lang, scenario_)),
      footnotes_(style.lang) {}

void StepTable::expect(std::span<const Step> steps) {
  for (const auto& step : steps)
    label_width_ = std::max(label_width_, display_width(step_label(style_.lang, step.name)));
  label_width_ = std::min(label_width_, kMostLabel);
}

std::string StepTable::add(const Step& step) {
  bool begins = !teller_.first();
  auto details = teller_.add(step);
  if (!details) return {};
  std::string text = begins ? head(step) : "";
  text += row(step);
  for (const auto& line : details->said) text += said(line);
  for (const auto& list : details->lists) text += list_rows(list);
  return text;
}

std::string StepTable::head(const Step& first) {
  const auto& cards = first.sample.cards;
  cards_ = cards.list.size();
  std::size_t numbers = 0;
  for (auto column : columns_) numbers += width(style_.lang, column);
  if (style_.width > 0 && label_width_ + numbers > style_.width)
    label_width_ = style_.width > numbers + kLeastLabel ? style_.width - numbers : kLeastLabel;
  auto title_text = title_line(style_.lang, scenario_, teller_.notes(), cards);
  if (style_.color) title_text = "\x1b[1m" + title_text + "\x1b[0m";
  auto names = left(word(style_.lang, Word::col_step), label_width_);
  for (auto column : columns_)
    names += right(title(style_.lang, column), width(style_.lang, column));
  return title_text + "\n" + dim(style_, names) + "\n";
}

std::string StepTable::row(const Step& step) {
  auto text = left(step_label(style_.lang, step.name), label_width_);
  const auto& previous = teller_.previous();
  RowOf of{step, *teller_.first(), previous ? &*previous : nullptr, teller_.basis()};
  for (auto column : columns_)
    text += right(cell(style_.lang, column, of, footnotes_), width(style_.lang, column));
  vram_seen_ = vram_seen_ || vram(step.sample, teller_.basis());
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

std::string StepTable::list_rows(const DetailList& list) {
  std::string text = list.title.empty() ? "" : said(list.title);
  for (const auto& row : list.rows) {
    std::map<Column, std::string> cells = {{Column::delta_ram, row.ram}};
    if (!row.vram.empty()) cells[Column::delta_vram] = row.vram;
    text += detail((list.title.empty() ? "" : "  ") + row.label, cells, row.after);
  }
  return text;
}

std::string StepTable::said(std::string_view text) const {
  return dim(style_, fmt::format("    {}", text)) + "\n";
}

std::string StepTable::foot() {
  std::string text = list_rows(teller_.left_over());
  if (!teller_.first()) return text;
  std::vector<std::string> lines = {std::string(word(style_.lang, Word::legend))};
  if (details_) lines.emplace_back(word(style_.lang, Word::legend_parts));
  if (vram_seen_)
    lines.emplace_back(word(style_.lang, teller_.basis() == VramBasis::process
                                             ? Word::vram_of_process
                                             : Word::vram_of_device));
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
