#include "cli/output.h"

#include <fmt/format.h>

#include <cstdlib>

#include "report/comparison_csv.h"
#include "report/csv.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/text.h"

namespace tare {

void add_output_options(CLI::App& command, OutputOptions& options) {
  auto* json = command.add_flag("--json", options.json, "Print JSON and nothing else");
  auto* csv = command.add_flag("--csv", options.csv, "Print the steps as CSV");
  auto* markdown = command.add_flag("--markdown", options.markdown, "Print Markdown");
  auto* quiet = command.add_flag("--quiet", options.quiet, "Print nothing but errors");
  json->excludes(csv)->excludes(markdown)->excludes(quiet);
  csv->excludes(markdown)->excludes(quiet);
  markdown->excludes(quiet);
  command.add_flag("--wide", options.wide,
                   "More columns: anon, file, shmem, own, swap, peak in the step, VRAM of process "
                   "and card, tokens/s, time to first token");
  command.add_option("--lang", options.lang, "Labels in en or fr; else the locale's");
}

Result<Lang> language(const OutputOptions& options) {
  return choose_language(options.lang, [](const char* name) { return std::getenv(name); });
}

TableStyle terminal_style(const OutputOptions& options, Lang lang) {
  return {.lang = lang,
          .wide = options.wide,
          .color = wants_color(),
          .width = options.wide ? 0 : terminal_width()};
}

ProgressLine::Mode progress_mode(const OutputOptions& options) {
  if (options.quiet) return ProgressLine::Mode::none;
  if (standard_error_is_terminal()) return ProgressLine::Mode::terminal;
  return options.text() ? ProgressLine::Mode::plain : ProgressLine::Mode::none;
}

bool print_out(std::string_view text) {
  auto written = std::fwrite(text.data(), 1, text.size(), stdout);
  return std::fflush(stdout) == 0 && written == text.size();
}

int tell(const Error& error) {
  fmt::print(stderr, "tare: {}\n", error.text);
  return exit_code(error.kind);
}

std::string formatted(const OutputOptions& options, Lang lang, std::span<const Run> runs) {
  if (options.json) return runs_json(runs);
  if (options.csv) return comparison_csv(runs).value_or(steps_csv(runs));
  if (options.markdown) return report_markdown(lang, options.wide, runs);
  return report_text(terminal_style(options, lang), runs, runs);
}

}  // namespace tare
