#include "report/text.h"

#include <algorithm>

#include "base/text.h"
#include "report/cells.h"
#include "report/findings.h"

namespace tare {

namespace {

std::vector<std::size_t> widths(const Block& block) {
  std::vector<std::size_t> list;
  list.reserve(block.header.size());
  for (const auto& title : block.header) list.push_back(display_width(title));
  for (const auto& row : block.rows)
    for (std::size_t i = 0; i < row.size(); ++i) list[i] = std::max(list[i], display_width(row[i]));
  return list;
}

// Names to the left, numbers to the right, a last column of text to the left again.
std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                    bool last_is_text) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    bool text = i == 0 || (last_is_text && i + 1 == cells.size());
    if (i > 0) line += "  ";
    line += text ? left(cells[i], widths[i]) : right(cells[i], widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string block_text(const Block& block) {
  std::string text = block.title.empty() ? "" : block.title + "\n";
  auto wide = widths(block);
  bool last_is_text = block.header.size() == 5;  // key metrics end with the step's name
  if (!block.header.empty()) text += line_of(block.header, wide, last_is_text);
  for (const auto& row : block.rows) text += line_of(row, wide, last_is_text);
  for (const auto& line : block.lines) text += line + "\n";
  return text;
}

double median_step_ms(const Run& run) {
  std::vector<double> costs;
  costs.reserve(run.steps.size());
  for (const auto& step : run.steps) costs.push_back(milliseconds(step.cost));
  if (costs.empty()) return 0;
  auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
  std::ranges::nth_element(costs, middle);
  return *middle;
}

}  // namespace

std::string findings_text(Lang lang, std::span<const Run> runs) {
  std::string text;
  for (const auto& block : findings(lang, sort_runs(runs))) {
    if (!text.empty()) text += '\n';
    text += block_text(block);
  }
  return text;
}

std::string run_lines(Lang lang, const Run& run) {
  std::vector<std::string> host;
  host.reserve(run.facts.host.size());
  for (const auto& fact : run.facts.host)
    host.push_back(printable(fact.key, 60) + " " + printable(fact.value, 200));
  std::string program;
  for (const auto& argument : run.facts.argv)
    program.append(program.empty() ? "" : " ").append(printable(argument, 200));
  auto lasted = seconds(run.lasted);
  auto cpu = lasted > 0 ? fmt::format("{:.2f} %", 100 * seconds(run.cost.recorder_cpu) / lasted)
                        : std::string("?");
  auto text = say(lang, Word::run_line, printable(run.facts.id, 200),
                  printable(run.facts.started, 60), program) +
              "\n";
  if (!host.empty())
    text += say(lang, Word::host_line, fmt::format("{}", fmt::join(host, ", "))) + "\n";
  text += say(lang, Word::ended, describe(run.end), lasted) + "\n";
  for (const auto& said : run.notes)
    if (said.key == "warning") text += say(lang, Word::warning, printable(said.value)) + "\n";
  return text + say(lang, Word::cost_line, run.cost.samples, median_step_ms(run), cpu) + "\n";
}

std::string report_text(TableStyle style, std::span<const Run> runs, std::span<const Run> all,
                        std::string_view cut) {
  std::string text;
  for (const auto& run : runs) {
    if (!text.empty()) text += '\n';
    text += step_table(run, style) + run_lines(style.lang, run);
  }
  if (!cut.empty()) text += say(style.lang, Word::cut_short, printable(cut)) + "\n";
  auto found = findings_text(style.lang, all);
  if (!found.empty()) text.append("\n").append(found);
  return text;
}

}  // namespace tare
