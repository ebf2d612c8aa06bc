// tare report: stored runs again, as text, Markdown, CSV or JSON.
#include <memory>
#include <vector>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session_report.h"
#include "report/json.h"
#include "sqlite/run_file.h"

namespace tare {

namespace {

struct ReportOptions {
  OutputOptions output;
  std::vector<std::string> files;
  std::string html;
  bool session = false;
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
  if (options.session) return session_report(*lang, runs, options.html);
  if (options.output.quiet) return 0;
  auto text = options.output.json && runs.size() == 1 ? run_json(runs.front())
                                                      : formatted(options.output, *lang, runs);
  return print_out(text) ? 0 : 3;
}

}  // namespace

void add_report_command(CLI::App& app, std::function<int()>& action) {
  auto options = std::make_shared<ReportOptions>();
  auto* command = app.add_subcommand("report", "Stored runs again: tables and findings");
  add_output_options(*command, options->output);
  command->add_option("RUN", options->files, "Run files; figures may rest on several together")
      ->required();
  auto* session = command->add_flag(
      "--session", options->session,
      "The document of a session, made of these runs: Markdown, or with --html a readable page");
  for (const auto* other : {"--json", "--csv", "--quiet"})
    session->excludes(command->get_option(other));
  command->add_option("--html", options->html, "Write a page to this FILE")
      ->type_name("FILE")
      ->needs(session);
  command->footer(
      "Examples:\n"
      "  tare report RUN.tare\n"
      "  tare report cold.tare warm.tare --markdown > load.md\n"
      "  tare report --session *.tare --lang fr > session.md");
  command->callback([options, &action] { action = [options] { return report(*options); }; });
}

}  // namespace tare
