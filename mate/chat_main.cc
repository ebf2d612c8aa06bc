// chat and gui: a companion on this machine.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <optional>

#include "base/text.h"
#include "mate/chat_terminal.h"
#include "mate/chat_words.h"
#include "mate/gui_backend.h"
#include "mate/log_file.h"
#include "mate/places.h"
#include "mate/window_module.h"
#include "mate/wiring_main.h"

namespace mate {

namespace {

// What the signal handlers reach; all of it is atomic.
TerminalSignals g_signals;
std::atomic<Companion*> g_companion = nullptr;

extern "C" void on_signal(int signal) {
  if (signal == SIGINT) {
    g_signals.interrupts.fetch_add(1);
  } else {
    g_signals.stop = signal;
  }
  if (auto* companion = g_companion.load()) {
    companion->cancel();
  } else {
    // Nothing is written yet and a load can't be stopped: go, as if nobody had caught the signal.
    ::signal(signal, SIG_DFL);
    ::raise(signal);
  }
}

void catch_signals() {
  struct sigaction action{};
  action.sa_handler = on_signal;  // no SA_RESTART: a read at the prompt has to return
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

class LoadBar {
 public:
  explicit LoadBar(std::string_view word) : word_(word), on_(::isatty(STDERR_FILENO) != 0) {}
  void show(float fraction) {
    int percent = static_cast<int>(fraction * 100);
    if (!on_ || percent == shown_) return;
    shown_ = percent;
    fmt::print(stderr, "\r{} {:3d} %", word_, percent);
  }
  void clear() const {
    if (on_ && shown_ >= 0) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  std::string_view word_;
  bool on_;
  int shown_ = -1;
};

struct Home {
  std::unique_ptr<LogFile> log;
  std::unique_ptr<Wiring> wiring;
  std::unique_ptr<ConversationMemory> memory;
  std::unique_ptr<AvatarBridge> avatar;
  std::unique_ptr<Companion> companion;
  LoadOutcome model;
};

ChatSettings chat_settings(const Options& options, const Config& config) {
  return {.system_prompt = config.ai.system_prompt,
          .context_limit = static_cast<std::size_t>(config.ai.context_limit),
          .max_tokens = options.reply_tokens > 0 ? options.reply_tokens : config.ai.max_tokens,
          .sampling = {.temperature = config.ai.temperature,
                       .top_p = config.ai.top_p,
                       .seed = static_cast<std::uint32_t>(::getpid())}};
}

// The memory first: a conversation that can't be kept is told before a long load.
tare::Result<> open_memory(const Options& options, Home& home) {
  auto folder = options.data.empty() ? data_place() : options.data;
  if (auto made = make_folder(folder); !made) return made;
  auto memory = ConversationMemory::open(folder + "/conversation.db");
  if (!memory) return tare::pass(memory.error());
  home.memory = std::make_unique<ConversationMemory>(std::move(*memory));
  home.log = std::make_unique<LogFile>(folder + "/desktop-mate.log");
  return {};
}

tare::Result<> settle(const Options& options, std::string source, Home& home) {
  if (auto opened = open_memory(options, home); !opened) return opened;
  auto* log = home.log.get();
  auto wired = wire(options, false, [log](std::string_view line) {
    log->write(line);
    if (line.starts_with("warning")) fmt::print(stderr, "desktop-mate: {}\n", line);
  });
  if (!wired) return tare::pass(wired.error());
  home.wiring = std::move(*wired);
  auto& wiring = *home.wiring;
  const auto& config = wiring.config;
  for (const auto& warning : config.warnings) fmt::print(stderr, "desktop-mate: {}\n", warning);
  home.avatar = std::make_unique<AvatarBridge>(config.unity.host, config.unity.port);
  home.companion = std::make_unique<Companion>(CompanionParts{.engine = *wiring.engine,
                                                              .manager = *wiring.manager,
                                                              .watch = *wiring.watch,
                                                              .governor = wiring.governor.get(),
                                                              .memory = home.memory.get(),
                                                              .avatar = home.avatar.get()},
                                               chat_settings(options, config), std::move(source));
  LoadBar bar(chat_words(wiring.french).loading);
  auto model = home.companion->begin(wiring.request, config.ai.warm,
                                     [&](float fraction) { bar.show(fraction); });
  bar.clear();
  if (!model) return tare::pass(model.error());
  home.model = std::move(*model);
  (void)home.avatar->connect();  // it comes when it comes; its state is not the chat's
  return {};
}

std::string model_line(const Home& home) {
  const auto& facts = home.model.facts;
  return fmt::format("{}, {} of {} layers on a GPU, context {}, {}", facts.description,
                     facts.gpu_layers, facts.layers, facts.ctx, home.wiring->profile);
}

void greet(Home& home, const TerminalStyle& style) {
  for (const auto& sentence : home.model.gave_up)
    fmt::print(stderr, "desktop-mate: {}\n", sentence);
  if (!style.in_terminal) return;
  for (const auto& sentence : home.model.remarks) fmt::print("{}\n", sentence);
  fmt::print("{}\n", model_line(home));
  if (auto past = home.companion->history(10); past && !past->empty())
    fmt::print("{}\n", fmt::format(fmt::runtime(chat_words(style.french).taken_up), past->size()));
  fmt::print("{}\n", chat_words(style.french).welcome);
}

}  // namespace

int run_chat(const Options& options) {
  catch_signals();
  Home home;
  if (auto settled = settle(options, "chat", home); !settled) return fail(settled.error());
  auto style = terminal_style(home.wiring->french);
  greet(home, style);
  g_companion = home.companion.get();
  ChatTerminal terminal(*home.companion, g_signals, style);
  int code = terminal.run(STDIN_FILENO);
  g_companion = nullptr;
  return code;
}

int run_gui(const Options& options) {
  WindowModule window;
  static char program[] = "desktop-mate";
  static char* arguments[] = {program, nullptr};
  if (auto opened = window.open(window_module_place()); !opened) return fail(opened.error());
  if (auto made = window.make_application(1, arguments); !made) return fail(made.error());
  Home home;
  if (auto settled = settle(options, "gui", home); !settled) return fail(settled.error());
  auto config_path = options.config.empty() ? config_place() : options.config;
  GuiBackend backend(*home.companion, model_line(home), [&](int x, int y, int width, int height) {
    auto kept = load_config(config_path);  // only the window's place is ours to change
    if (!kept) return;
    kept->window = {.width = width, .height = height, .x = x, .y = y};
    if (auto saved = save_config(*kept, config_path); !saved) (void)fail(saved.error());
  });
  const auto& place = home.wiring->config.window;
  auto code = window.run(backend, {.x = place.x,
                                   .y = place.y,
                                   .width = place.width,
                                   .height = place.height,
                                   .french = home.wiring->french});
  return code ? *code : fail(code.error());
}

}  // namespace mate
