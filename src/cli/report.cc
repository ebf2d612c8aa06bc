// tare report: stored runs again, as text, Markdown, CSV or JSON.
#include <memory>
#include <vector>

#include "cli/commands.h"
#include "cli/output.h"
#include "report/json.h"
#include "sqlite/run_file.h"

namespace tare {

namespace {

struct ReportOptions {
  OutputOptions output;
  std::vector<std::string> files;
};

int report(const ReportOptions& options) {
  auto lang = language(options.output);
  if (!lang) return tell(lang.error());
  std::vector<Run> runs;
  for (const auto& path : options.files) {
    auto file = RunFile::open(path);
    if (!file) return tell(file.error());
    auto run = (*file)->read();
    if (!run) return tell(run.error());
    runs.push_back(std::move(*run));
  }
  if (options.output.quiet) return 0;
  auto text = options.output.json && runs.size() == 1 ? run_json(runs.front())
                                                      : formatted(options.output, *lang, runs);
  return print_out(text) ? 0 : 3;
}

}  // namespace

void add_report_command(CLI::App& app, std::function<int()>& action) {
  auto options = std::make_shared<ReportOptions>();
  auto* command = app.add_subcommand("report", "Stored runs again: tables and findings");
  command->add_option("RUN", options->files, "Run files; figures may rest on several together")
      ->required();
  add_output_options(*command, options->output);
  command->footer(
      "Examples:\n"
      "  tare report RUN.tare\n"
      "  tare report cold.tare warm.tare --markdown > load.md");
  command->callback([options, &action] { action = [options] { return report(*options); }; });
}

}  // namespace tare
