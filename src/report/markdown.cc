#include "report/markdown.h"

#include <vector>

#include "base/text.h"
#include "report/columns.h"
#include "report/comparison_blocks.h"
#include "report/findings.h"
#include "report/text.h"
#include "report/title.h"

namespace tare {

namespace {

// Foreign names must not end a cell, start HTML or become emphasis.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string row_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const auto& cell : cells) line += fmt::format(" {} |", escaped(cell));
  return line + "\n";
}

std::string rule(std::size_t columns) {
  std::string line = "|---|";
  for (std::size_t i = 1; i < columns; ++i) line += "---:|";
  return line + "\n";
}

std::string table_of(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows) {
  auto text = row_of(header) + rule(header.size());
  for (const auto& row : rows) text += row_of(row);
  return text;
}

// The rows of steps and parts; a part is compared with the point measured before it.
std::string steps_of(Lang lang, bool wide, const Run& run, std::span<const Note> notes) {
  if (run.steps.empty()) return {};
  auto columns = columns_of(last_of(notes, "scenario") == "conversation", wide);
  Footnotes footnotes(lang);
  std::vector<std::string> header = {std::string(word(lang, Word::col_step))};
  for (auto column : columns) header.emplace_back(title(lang, column));
  const auto& first = run.steps.front();
  const Step* previous = nullptr;
  std::vector<std::vector<std::string>> rows;
  for (const auto& step : run.steps) {
    if (step.part) continue;
    RowOf of{step, first, previous, vram_basis(first.sample)};
    rows.push_back({step_label(lang, step.name)});
    for (auto column : columns) rows.back().push_back(cell(lang, column, of, footnotes));
    previous = &step;
  }
  auto text = fmt::format("{}\n{}\n", table_of(header, rows), escaped(word(lang, Word::legend)));
  for (const auto& line : footnotes.lines()) text += fmt::format("\n{}\n", escaped(line));
  return text;
}

std::string run_of(Lang lang, bool wide, const Run& run) {
  auto notes = all_notes(run);
  std::string scenario(last_of(notes, "scenario").value_or(run.facts.id));
  const auto& cards = run.steps.empty() ? Cards{} : run.steps.front().sample.cards;
  auto text = fmt::format("## {}\n\n", escaped(title_line(lang, scenario, notes, cards)));
  text += steps_of(lang, wide, run, notes) + "\n";
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
