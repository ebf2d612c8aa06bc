// chat: a companion in the terminal.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "mate/chat_terminal.h"
#include "mate/chat_words.h"
#include "mate/home_main.h"

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

void greet(Home& home, const TerminalStyle& style) {
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

}  // namespace mate
