// tare report: stored runs again, as text, Markdown, CSV, JSON or a page.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/run_page.h"
#include "cli/session_report.h"
#include "report/json.h"

namespace tare {

namespace {

struct ReportOptions {
  OutputOptions output;
  std::vector<std::string> files;
  std::string html;
  bool session = false;
};

// A page must not take the place of a run that it tells of.
std::optional<Error> page_over_run(const ReportOptions& options) {
  std::error_code none;
  for (const auto& path : options.files)
    if (!options.html.empty() && std::filesystem::equivalent(path, options.html, none))
      return Error{fmt::format("--html: {} is a run to be read; name another file for the page.",
                               printable(options.html, 256))};
  return std::nullopt;
}

int report(const ReportOptions& options) {
  auto lang = language(options.output);
  if (!lang) return tell(lang.error());
  if (auto mine = page_over_run(options)) return tell(*mine);
  std::vector<Run> runs;
  std::vector<Timeline> lines;
  for (const auto& path : options.files) {
    auto read = read_with_line(path);
    if (!read) return tell(read.error());
    runs.push_back(std::move(read->run));
    lines.push_back(std::move(read->line));
  }
  if (options.session) return session_report(*lang, runs, options.html);
  if (!options.html.empty()) {
    auto written = write_page(options.html, *lang, runs, lines, runs);
    if (!written) return tell(written.error());
    if (!options.output.quiet) fmt::print(stderr, "saved: {}\n", printable(options.html));
    // A page instead of the text; beside it only what else was asked for.
    if (options.output.text()) return 0;
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
  add_output_options(*command, options->output);
  command->add_option("RUN", options->files, "Run files; figures may rest on several together")
      ->required();
  auto* session = command->add_flag("--session", options->session,
                                    "The document of a session, made of these runs: Markdown, or "
                                    "with --html a readable page");
  for (const auto* other : {"--json", "--csv", "--quiet"})
    session->excludes(command->get_option(other));
  command
      ->add_option("--html", options->html,
                   "Write one page with charts and tables, complete in itself, to this FILE")
      ->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  tare report RUN.tare\n"
      "  tare report cold.tare warm.tare --markdown > load.md\n"
      "  tare report cold.tare warm.tare --html load.html\n"
      "  tare report --session *.tare --lang fr > session.md");
  command->callback([options, &action] { action = [options] { return report(*options); }; });
}

}  // namespace tare
