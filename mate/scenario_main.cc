// profile-scenario: the program that `tare profile` measures.
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "mate/config_file.h"
#include "mate/gui_module.h"
#include "mate/marking.h"
#include "mate/places.h"
#include "mate/scenarios.h"
#include "mate/wiring_main.h"

namespace mate {

namespace {

constexpr int kLoadReplyTokens = 50;
constexpr int kConversationReplyTokens = 32;
constexpr std::uint64_t kConversationTurns = 100;
constexpr std::size_t kLongestPrompts = 1 << 20;

// Standard error, so that nothing mixes with what a program may read.
void say(std::string_view text) {
  // Under a recorder the terminal is the recorder's: it shows the same steps in its table.
  bool watched = std::getenv("TARE_SOCKET") != nullptr;
  if (!watched && ::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "{}\n", text);
}

tare::Result<std::vector<std::string>> read_prompts(const std::string& path) {
  auto text = read_user_file(path, kLongestPrompts);
  if (!text) return tare::pass(text.error());
  std::vector<std::string> prompts;
  std::string_view rest = *text ? **text : std::string_view();
  while (auto line = tare::next_line(rest)) {
    if (!tare::trim(*line).empty()) prompts.emplace_back(tare::trim(*line));
  }
  if (prompts.empty()) {
    return tare::bad_input(
        fmt::format("--prompts {} gives no prompts: name a text file with one prompt a line.",
                    tare::printable(path, 256)));
  }
  return prompts;
}

tare::Result<ModelScenario> model_scenario(const Options& options, Scenario scenario,
                                           const Wiring& wiring) {
  ModelScenario made{.request = wiring.request, .profile = wiring.profile};
  made.warm = options.warm.value_or(false);
  made.turns = options.turns > 0 ? options.turns : kConversationTurns;
  made.prompts = scenario == Scenario::load ? std::vector<std::string>{"Bonjour"} : seed_prompts();
  if (options.prompts.empty()) return made;
  auto prompts = read_prompts(options.prompts);
  if (!prompts) return tare::pass(prompts.error());
  made.prompts = std::move(*prompts);
  return made;
}

// Greedy and of a fixed length, so that runs compare.
ChatSettings chat_settings(const Options& options, Scenario scenario, const Wiring& wiring) {
  int usual = scenario == Scenario::load ? kLoadReplyTokens : kConversationReplyTokens;
  return {.system_prompt = wiring.config.ai.system_prompt,
          .context_limit = static_cast<std::size_t>(wiring.config.ai.context_limit),
          .max_tokens = options.reply_tokens > 0 ? options.reply_tokens : usual,
          .sampling = {.temperature = 0},
          .ignore_end = true};
}

tare::Result<> model_run(const Options& options, Scenario scenario) {
  auto wired = wire(options, true, {});
  if (!wired) return tare::pass(wired.error());
  auto& wiring = **wired;
  auto settings = model_scenario(options, scenario, wiring);
  if (!settings) return tare::pass(settings.error());
  ChatEngine chat(*wiring.engine, wiring.governor.get(), chat_settings(options, scenario, wiring),
                  {});
  ModelParts parts{.engine = *wiring.engine, .manager = *wiring.manager, .chat = chat, .say = say};
  return scenario == Scenario::load ? run_load(parts, *settings)
                                    : run_conversation(parts, *settings);
}

class WindowModule {
 public:
  tare::Result<> open() {
    auto path = program_folder() + "/../lib/libdesktop_mate_gui.so";
    handle_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) return refused(::dlerror());
    auto opened = entry<decltype(&desktop_mate_gui_open)>("desktop_mate_gui_open");
    if (opened == nullptr || opened() != 0) return refused("it is not the module of this program");
    return {};
  }
  tare::Result<> make_application(int argc, char** argv) {
    auto make =
        entry<decltype(&desktop_mate_gui_make_application)>("desktop_mate_gui_make_application");
    if (make == nullptr || make(argc, argv) != 0) return refused("QApplication could not be made");
    return {};
  }

 private:
  static tare::Result<> refused(std::string_view why) {
    return tare::refused(fmt::format("The Qt module can't be opened: {}.", why));
  }
  template <class Function>
  Function entry(const char* name) const {
    return reinterpret_cast<Function>(::dlsym(handle_, name));
  }

  void* handle_ = nullptr;  // never closed: Qt does not survive it
};

tare::Result<> startup_run(const Options& options) {
  Config config;
  WindowModule window;
  StartupParts parts;
  parts.configuration = [&]() -> tare::Result<> {
    auto loaded = load_config(options.config.empty() ? config_place() : options.config);
    if (!loaded) return tare::pass(loaded.error());
    config = std::move(*loaded);
    return {};
  };
  parts.avatar_bridge = []() -> tare::Result<> { return {}; };
  parts.qt_module = [&] { return window.open(); };
  static char program[] = "desktop-mate";
  static char* arguments[] = {program, nullptr};
  parts.qt_application = [&] { return window.make_application(1, arguments); };
  return run_startup(parts);
}

}  // namespace

int run_scenario(const Options& options) {
  auto scenario = scenario_named(options.scenario);
  if (!scenario) {
    return fail({fmt::format("There is no scenario {}: use startup, load or conversation.",
                             tare::printable(options.scenario, 64))});
  }
  auto done = *scenario == Scenario::startup ? startup_run(options) : model_run(options, *scenario);
  if (done) return 0;
  note("warning", done.error().text);
  return fail(done.error());
}

}  // namespace mate
