// tare: the command line. A table of commands, and wrong use told in one sentence.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "base/text.h"
#include "cli/commands.h"

int main(int argc, char** argv) {
  // A reader that goes away must not end us before our programs are ended. A handler and not
  // SIG_IGN: programs that we start shall not inherit it.
  std::signal(SIGPIPE, [](int) {});

  CLI::App app("Tare tells what a local-LLM application really weighs: RAM and VRAM, step by step.",
               "tare");
  app.set_version_flag("--version", "tare " TARE_VERSION);
  app.set_help_all_flag("--help-all", "Print the help of every command");
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  tare profile                          choose a profile from a menu\n"
      "  tare profile load --model FILE.gguf   what loading and two replies cost, cold then warm\n"
      "  tare profile all --stand-in-gpu 6GiB  all three, with a card made of RAM\n"
      "  tare report RUN.tare --markdown       a stored run again\n"
      "  tare top                              every process and card, live\n"
      "  tare doctor                           what can be measured on this machine\n"
      "Exit: 0 fine, 1 a gate says no, 2 wrong use or bad input, 3 the machine refused something.");

  std::function<int()> action;
  tare::add_profile_command(app, action);
  tare::add_report_command(app, action);
  tare::add_doctor_command(app, action);
  tare::add_top_command(app, action);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);  // --help, --version
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "tare: {}; see tare --help.\n", tare::printable(wrong.what(), 1024));
    return 2;
  }
  return action();
}
