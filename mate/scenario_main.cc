// profile-scenario: the program that `tare profile` measures.
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "mate/avatar_bridge.h"
#include "mate/config_file.h"
#include "mate/conversation_memory.h"
#include "mate/marking.h"
#include "mate/mood.h"
#include "mate/places.h"
#include "mate/scenario_ipc.h"
#include "mate/scenarios.h"
#include "mate/scratch_folder.h"
#include "mate/window_module.h"
#include "mate/wiring_main.h"

namespace mate {

namespace {

constexpr int kLoadReplyTokens = 50;
constexpr int kConversationReplyTokens = 32;
constexpr std::uint64_t kConversationTurns = 100;
constexpr std::size_t kLongestPrompts = 1 << 20;

// Standard error, so that nothing mixes with what a program may read.
void say(std::string_view text) {
  if (!recorder_listens() && ::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "{}\n", text);
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

// The scenario's conversation, kept like the user's but never with it.
struct Notebook {
  std::optional<ScratchFolder> scratch;
  std::optional<ConversationMemory> memory;
  Mood mood;

  tare::Result<> open(const std::string& data) {
    auto folder = data;
    if (folder.empty()) {
      auto made = ScratchFolder::make();
      if (!made) return tare::pass(made.error());
      scratch.emplace(std::move(*made));
      folder = scratch->path();
    }
    auto opened = ConversationMemory::open(folder + "/conversation.db");
    if (!opened) return tare::pass(opened.error());
    memory = std::move(*opened);
    return {};
  }

  ChatHooks hooks() {
    return {.emotion = [this](auto reply) { return std::string(name(mood.feel(reply).kind)); },
            .save = [this](auto user, auto reply, auto emotion) -> tare::Result<> {
              auto saved = memory->save("profile", "profile", user, reply, emotion);
              if (!saved) return tare::pass(saved.error());
              return {};
            }};
  }
};

tare::Result<> model_run(const Options& options, Scenario scenario) {
  auto wired = wire(options, true, {});
  if (!wired) return tare::pass(wired.error());
  auto& wiring = **wired;
  auto settings = model_scenario(options, scenario, wiring);
  if (!settings) return tare::pass(settings.error());
  Notebook notebook;
  if (auto opened = notebook.open(options.data); !opened) return opened;
  ChatEngine chat(*wiring.engine, wiring.governor.get(), chat_settings(options, scenario, wiring),
                  notebook.hooks());
  ModelParts parts{.engine = *wiring.engine,
                   .manager = *wiring.manager,
                   .chat = chat,
                   .governor = wiring.governor.get(),
                   .sqlite_memory = tare::sqlite_memory_used,
                   .say = say};
  return scenario == Scenario::load ? run_load(parts, *settings)
                                    : run_conversation(parts, *settings);
}

tare::Result<> startup_run(const Options& options) {
  Config config;
  std::optional<AvatarBridge> avatar;
  WindowModule window;
  StartupParts parts;
  parts.configuration = [&]() -> tare::Result<> {
    auto loaded = load_config(options.config.empty() ? config_place() : options.config);
    if (!loaded) return tare::pass(loaded.error());
    config = std::move(*loaded);
    return {};
  };
  parts.avatar_bridge = [&]() -> tare::Result<> {
    avatar.emplace(config.unity.host, config.unity.port);
    return avatar->connect();  // the thread that sends is part of what the bridge weighs
  };
  parts.qt_module = [&] { return window.open(window_module_place()); };
  static char program[] = "desktop-mate";
  static char* arguments[] = {program, nullptr};
  parts.qt_application = [&] { return window.make_application(1, arguments); };
  return run_startup(parts);
}

tare::Result<> ipc_run(const Options& options) {
  IpcScenario scenario{.avatar_double = program_folder() + "/tare-avatar-double", .say = say};
  if (options.calls > 0) scenario.calls = options.calls;
  if (!options.avatar.empty()) {
    auto place = avatar_place(options.avatar);
    if (!place) return tare::pass(place.error());
    scenario.real = std::move(*place);
  }
  return run_ipc(scenario);
}

tare::Result<> run_one(const Options& options, Scenario scenario) {
  switch (scenario) {
    case Scenario::startup:
      return startup_run(options);
    case Scenario::load:
    case Scenario::conversation:
      return model_run(options, scenario);
    case Scenario::ipc:
      return ipc_run(options);
  }
  return {};
}

}  // namespace

int run_scenario(const Options& options) {
  auto scenario = scenario_named(options.scenario);
  if (!scenario) {
    return fail({fmt::format("There is no scenario {}: use startup, load, conversation or ipc.",
                             tare::printable(options.scenario, 64))});
  }
  auto done = run_one(options, *scenario);
  if (done) return 0;
  note("warning", done.error().text);
  return recorder_listens() ? tare::exit_code(done.error().kind) : fail(done.error());
}

}  // namespace mate
