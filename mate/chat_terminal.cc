#include "mate/chat_terminal.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "mate/chat_words.h"

namespace mate {

namespace {

constexpr std::size_t kLongestInput = 1 << 20;
constexpr std::size_t kHistoryShown = 20;

void write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// A model may say anything; a terminal obeys escape sequences. Newlines and tabs are no harm.
std::string harmless(std::string_view piece) {
  std::string text(piece);
  std::erase_if(text, [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
  });
  return text;
}

}  // namespace

TerminalStyle terminal_style(bool french) {
  const char* no_colour = std::getenv("NO_COLOR");
  bool out = ::isatty(STDOUT_FILENO) != 0;
  return {.in_terminal = ::isatty(STDIN_FILENO) != 0,
          .out_terminal = out,
          .colour = out && (no_colour == nullptr || no_colour[0] == '\0'),
          .french = french};
}

// Signals come in only while ppoll sleeps: one that came just before is seen here, not lost.
bool LineReader::wait() const {
  sigset_t ours;
  sigset_t before;
  sigemptyset(&ours);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ours, signal);
  ::pthread_sigmask(SIG_BLOCK, &ours, &before);
  pollfd input{.fd = fd_, .events = POLLIN, .revents = 0};
  auto quiet = [this] { return signals_.interrupts == 0 && signals_.stop == 0; };
  if (quiet()) ::ppoll(&input, 1, nullptr, &before);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return quiet();  // also when input and a signal came together
}

LineReader::Got LineReader::next(std::string& line) {
  for (;;) {
    auto end = buffered_.find('\n');
    if (end == std::string::npos && (ended_ || buffered_.size() >= kLongestInput))
      end = std::min(buffered_.size(), kLongestInput);
    if (end != std::string::npos && !(ended_ && buffered_.empty())) {
      line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return Got::line;
    }
    if (ended_) return Got::end;
    if (!wait()) return Got::interrupted;
    char room[4096];
    auto got = ::read(fd_, room, sizeof room);
    if (got < 0 && errno == EINTR) return Got::interrupted;
    if (got <= 0) {
      ended_ = true;
    } else {
      buffered_.append(room, static_cast<std::size_t>(got));
    }
  }
}

ChatTerminal::ChatTerminal(Companion& companion, TerminalSignals& signals, TerminalStyle style)
    : companion_(companion), signals_(signals), style_(style) {}

int ChatTerminal::run(int input) {
  LineReader lines(input, signals_);
  std::string line;
  prompt();
  while (signals_.stop == 0) {
    auto got = lines.next(line);
    auto then = Then::quit;
    if (got == LineReader::Got::line) {
      asked_to_quit_ = false;
      then = handle(line);
    } else if (got == LineReader::Got::interrupted) {
      then = interrupted_at_prompt();
    }
    if (then == Then::quit) break;
    prompt();
  }
  if (style_.in_terminal) write("\n");
  std::fflush(stdout);
  return signals_.stop != 0 ? 128 + signals_.stop : code_;
}

void ChatTerminal::prompt() const {
  if (style_.in_terminal) write(style_.colour ? "\x1b[1m> \x1b[0m" : "> ");
  std::fflush(stdout);
}

ChatTerminal::Then ChatTerminal::interrupted_at_prompt() {
  if (signals_.interrupts.exchange(0) == 0) return Then::go_on;  // another signal: run() looks
  if (!style_.in_terminal) {  // with a pipe there is nobody to ask what it meant
    code_ = 130;
    return Then::quit;
  }
  if (std::exchange(asked_to_quit_, true)) return Then::quit;
  write(fmt::format("\n{}\n", chat_words(style_.french).interrupt_hint));
  return Then::go_on;
}

ChatTerminal::Then ChatTerminal::handle(std::string_view line) {
  auto text = tare::trim(line);
  if (text.empty()) return Then::go_on;
  if (text.front() == '/') return command(text);
  message(text);
  if (!style_.in_terminal) return signals_.interrupts == 0 ? Then::go_on : interrupted_at_prompt();
  signals_.interrupts = 0;  // it cancelled the reply
  return Then::go_on;
}

ChatTerminal::Then ChatTerminal::command(std::string_view word) {
  if (word == "/quit" || word == "/exit") return Then::quit;
  if (word == "/memory") {
    write(memory_report(companion_.holdings()) + "\n");
  } else if (word == "/reset") {
    companion_.reset();
    write(fmt::format("{}\n", chat_words(style_.french).reset_done));
  } else if (word == "/history") {
    show_history();
  } else if (word == "/help") {
    write(fmt::format("{}\n", chat_words(style_.french).help));
  } else {
    complain(fmt::format(fmt::runtime(chat_words(style_.french).unknown_command),
                         tare::printable(word, 64)));
  }
  std::fflush(stdout);
  return Then::go_on;
}

void ChatTerminal::message(std::string_view text) {
  auto answer = companion_.say(text, [](std::string_view piece) {
    write(harmless(piece));
    std::fflush(stdout);
  });
  if (answer) return told(*answer);
  complain(answer.error().text);
  if (!style_.in_terminal) code_ = tare::exit_code(answer.error().kind);
}

void ChatTerminal::told(const ChatAnswer& answer) {
  if (!answer.not_saved.empty()) {
    complain(answer.not_saved);
    code_ = tare::exit_code(tare::ErrorKind::refused);
  }
  write("\n");
  if (style_.out_terminal) {
    const char* dim = style_.colour ? "\x1b[2m" : "";
    const char* plain = style_.colour ? "\x1b[0m" : "";
    write(fmt::format(
        "{}  [{}{}] {} tokens, {:.1f} tokens/s, {:.0f} ms{}\n", dim,
        answer.emotion.empty() ? "-" : answer.emotion,
        answer.cancelled ? fmt::format(", {}", chat_words(style_.french).cancelled) : "",
        answer.reply_tokens, reply_speed(answer), tare::milliseconds(answer.first_token), plain));
  }
  std::fflush(stdout);
}

void ChatTerminal::complain(std::string_view sentence) const {
  std::fflush(stdout);
  fmt::print(stderr, "desktop-mate: {}\n", tare::printable(sentence));
}

void ChatTerminal::show_history() {
  auto history = companion_.history(kHistoryShown);
  if (!history) return complain(history.error().text);
  for (const auto& exchange : *history) {
    write(fmt::format("{} > {}\n{} [{}]\n", exchange.timestamp,
                      tare::printable(exchange.user_input), harmless(exchange.bot_response),
                      exchange.emotion));
  }
}

}  // namespace mate
