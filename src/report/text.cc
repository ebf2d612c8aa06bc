#include "report/text.h"

#include <algorithm>

#include "base/text.h"
#include "report/block_text.h"
#include "report/comparison_blocks.h"

namespace tare {

namespace {

double median_step_ms(const Run& run) {
  std::vector<double> costs;
  costs.reserve(run.steps.size());
  for (const auto& step : run.steps) costs.push_back(milliseconds(step.cost));
  if (costs.empty()) return 0;
  auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
  std::ranges::nth_element(costs, middle);
  return *middle;
}

std::string run_line(Lang lang, const Run& run) {
  std::string program;
  for (const auto& argument : run.facts.argv)
    program.append(program.empty() ? "" : " ").append(printable(argument, 200));
  return say(lang, Word::run_line, printable(run.facts.id, 200), printable(run.facts.started, 60),
             program);
}

std::string host_line(Lang lang, const Run& run) {
  if (run.facts.host.empty()) return {};
  std::vector<std::string> host;
  host.reserve(run.facts.host.size());
  for (const auto& fact : run.facts.host)
    host.push_back(printable(fact.key, 60) + " " + printable(fact.value, 200));
  return say(lang, Word::host_line, fmt::format("{}", fmt::join(host, ", ")));
}

}  // namespace

std::string findings_text(Lang lang, std::span<const Run> runs) {
  std::string text;
  for (const auto& block : comparison_blocks(lang, runs)) {
    if (!text.empty()) text += '\n';
    text += block_text(block);
  }
  for (const auto& block : findings(lang, sort_runs(runs))) {
    if (!text.empty()) text += '\n';
    text += block_text(block);
  }
  return text;
}

std::string compared_run_lines(Lang lang, std::span<const Run> runs) {
  std::string text;
  std::string host;
  for (const auto& run : runs) {
    if (!told_together(run, runs)) continue;
    text += run_line(lang, run) + "\n";
    host = host_line(lang, run);
  }
  return host.empty() ? text : text + host + "\n";
}

std::string run_lines(Lang lang, const Run& run) {
  auto lasted = seconds(run.lasted);
  auto cpu = lasted > 0 ? fmt::format("{:.2f} %", 100 * seconds(run.cost.recorder_cpu) / lasted)
                        : std::string("?");
  auto text = run_line(lang, run) + "\n";
  if (auto host = host_line(lang, run); !host.empty()) text += host + "\n";
  text += say(lang, Word::ended, describe(run.end), lasted) + "\n";
  for (const auto& said : run.notes)
    if (said.key == "warning") text += say(lang, Word::warning, printable(said.value)) + "\n";
  return text + say(lang, Word::cost_line, run.cost.samples, median_step_ms(run), cpu) + "\n";
}

std::string report_text(TableStyle style, std::span<const Run> runs, std::span<const Run> all,
                        std::string_view cut) {
  std::string text;
  for (const auto& run : runs) {
    if (told_together(run, runs)) continue;
    if (!text.empty()) text += '\n';
    text += step_table(run, style) + run_lines(style.lang, run);
  }
  if (!cut.empty()) text += say(style.lang, Word::cut_short, printable(cut)) + "\n";
  auto found = findings_text(style.lang, all);
  if (!found.empty()) text.append(text.empty() ? "" : "\n").append(found);
  auto compared = compared_run_lines(style.lang, runs);
  if (!compared.empty()) text.append(text.empty() ? "" : "\n").append(compared);
  return text;
}

}  // namespace tare
