#include "report/markdown.h"

#include <vector>

#include "base/text.h"
#include "report/comparison_blocks.h"
#include "report/findings.h"
#include "report/markdown_text.h"
#include "report/step_rows.h"
#include "report/text.h"
#include "report/title.h"

namespace tare {

namespace {

std::string steps_of(Lang lang, bool wide, const Run& run) {
  auto rows = step_rows(lang, wide, run);
  if (rows.rows.empty()) return {};
  auto text = table_of(rows.header, rows.rows);
  for (const auto& line : rows.lines) text += fmt::format("\n{}\n", escaped(line));
  return text;
}

std::string run_of(Lang lang, bool wide, const Run& run) {
  auto notes = all_notes(run);
  std::string scenario(last_of(notes, "scenario").value_or(run.facts.id));
  const auto& cards = run.steps.empty() ? Cards{} : run.steps.front().sample.cards;
  auto text = fmt::format("## {}\n\n", escaped(title_line(lang, scenario, notes, cards)));
  text += steps_of(lang, wide, run) + "\n";
  auto lines = run_lines(lang, run);
  std::string_view rest = lines;
  while (auto line = next_line(rest)) text += fmt::format("- {}\n", escaped(*line));
  return text;
}

}  // namespace

std::string report_markdown(Lang lang, bool wide, std::span<const Run> runs) {
  std::string text;
  for (const auto& run : runs) {
    if (told_together(run, runs)) continue;
    if (!text.empty()) text += '\n';
    text += run_of(lang, wide, run);
  }
  auto blocks = comparison_blocks(lang, runs);
  for (auto& block : findings(lang, sort_runs(runs))) blocks.push_back(std::move(block));
  for (const auto& block : blocks) {
    if (!text.empty()) text += "\n";
    if (!block.title.empty()) text += fmt::format("## {}\n\n", escaped(block.title));
    if (!block.header.empty()) text += table_of(block.header, block.rows) + "\n";
    for (const auto& line : block.lines) text += fmt::format("- {}\n", escaped(line));
  }
  auto lines = compared_run_lines(lang, runs);
  std::string_view rest = lines;
  if (!lines.empty()) text += "\n";
  while (auto line = next_line(rest)) text += fmt::format("- {}\n", escaped(*line));
  return text;
}

}  // namespace tare
