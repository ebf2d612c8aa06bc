// desktop-mate: the command line, and nothing else.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "mate/marking.h"
#include "mate/options.h"
#include "mate/scenarios.h"
#include "mate/wiring_main.h"
#include "tare/marks.hpp"

namespace {

using mate::Options;

// The threads of a decode meet at a barrier after every operation. libgomp lets them spin there for
// milliseconds, which beside other busy programs starves the very thread they wait for. A short
// spin keeps the speed of an idle machine. libgomp reads this in its constructor, so it is set
// before any constructor runs; what the user has set stays.
void shorten_spinning(int, char**, char**) {
  if (getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "10000", 0);
}
[[gnu::section(".preinit_array"),
  gnu::used]] void (*const kBeforeConstructors)(int, char**, char**) = shorten_spinning;

// A scenario's first step is what the process weighs before anything of ours happens: before the
// command line is parsed, a configuration read, a backend started.
void mark_first_step(int argc, char** argv) {
  if (!tare::marks::on() || argc < 3 || std::string_view(argv[1]) != "profile-scenario") return;
  auto scenario = mate::scenario_named(argv[2]);
  if (!scenario) return;
  bool warm = false;
  for (int i = 3; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--warm") warm = true;
    if (std::string_view(argv[i]) == "--no-warm") warm = false;
  }
  tare::marks::note("scenario", name(*scenario));
  tare::marks::note("variant", warm ? "warm" : "cold");
  tare::marks::step(first_step(*scenario));
}

void add_model_options(CLI::App& command, Options& options) {
  command.add_option("--config", options.config, "configuration file (JSON)");
  command.add_option("--data", options.data, "folder of the conversation's database");
  command.add_option("--model", options.model, "model file (GGUF); else TARE_MODEL");
  command.add_option("--gpu-profile", options.gpu_profile,
                     "auto, performance, balanced or cpu_fallback");
  command.add_option("--gpu-layers", options.gpu_layers, "layers on the GPU, -1: all");
  command.add_option("--ctx", options.ctx, "context in tokens");
  command.add_option("--batch", options.batch, "tokens of a prompt read at once");
  command.add_option("--threads", options.threads,
                     "threads, always so many; else chosen by what the machine does");
  command.add_option("--kv-type", options.kv_type, "f16, q8_0, q4_0, ...: bounds the KV cache");
  command.add_option("--reply-tokens", options.reply_tokens, "most tokens of a reply");
  command.add_flag_callback(
      "--warm", [&] { options.warm = true; }, "warm the model after its load");
  command.add_flag_callback("--no-warm", [&] { options.warm = false; }, "do not");
  command.add_flag_callback(
      "--mlock", [&] { options.mlock = true; }, "keep the weights locked in RAM");
  command.add_flag_callback("--no-mlock", [&] { options.mlock = false; }, "do not");
  command.add_option("--context-limit", options.context_limit, "exchanges kept in the prompt");
  command.add_option("--stand-in-gpu", options.stand_in_gpu,
                     "a card simulated in RAM, of this size: 6GiB");
  command.add_option("--stand-in-gpu-at", options.stand_in_gpu_at, "one that runs at HOST:PORT");
  command.add_option("--lang", options.lang, "en or fr")->check(CLI::IsMember({"en", "fr"}));
}

}  // namespace

int main(int argc, char** argv) {
  mark_first_step(argc, argv);

  Options options;
  std::function<int(const Options&)> command;
  CLI::App app("Desktop-Mate: a companion on your own machine, with a local language model.");
  app.footer(
      "Examples:\n"
      "  desktop-mate chat --model models/SmolLM2-135M-Instruct.Q4_1.gguf\n"
      "  printf 'Bonjour\\n/memory\\n' | desktop-mate chat\n"
      "  desktop-mate chat --gpu-profile performance --stand-in-gpu 6GiB\n"
      "  tare profile load        (runs: desktop-mate profile-scenario load)");
  app.set_version_flag("--version", TARE_VERSION);
  app.require_subcommand(1);

  auto* chat = app.add_subcommand("chat", "talk in the terminal");
  add_model_options(*chat, options);
  chat->callback([&] { command = mate::run_chat; });

  auto* gui = app.add_subcommand("gui", "talk in a window");
  add_model_options(*gui, options);
  gui->callback([&] { command = mate::run_gui; });

  auto* scenario =
      app.add_subcommand("profile-scenario", "a life in marked steps, for tare profile");
  scenario->add_option("name", options.scenario, "startup, load, conversation or ipc")->required();
  add_model_options(*scenario, options);
  scenario->add_option("--turns", options.turns, "messages of a conversation");
  scenario->add_option("--prompts", options.prompts, "prompts to take in turn, one a line");
  scenario->add_option("--avatar", options.avatar,
                       "ipc: a real avatar at HOST:PORT instead of the double");
  scenario->add_option("--calls", options.calls, "ipc: calls of each command (1000)")
      ->check(CLI::Range(1, 1000000));
  scenario->callback([&] { command = mate::run_scenario; });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    auto sentence = fmt::format("{}; desktop-mate --help tells more.", error.what());
    tare::marks::note("warning", sentence);
    return mate::recorder_listens() ? 2 : mate::fail({sentence});
  }
  return command(options);
}
