// A conversation in the terminal. On a terminal it is decorated; with a pipe, each line in is one
// message and each reply one block out, ended by a newline that is written only when the exchange
// is saved.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "mate/companion.h"

namespace mate {

struct TerminalStyle {
  bool in_terminal = false;   // somebody types
  bool out_terminal = false;  // somebody reads
  bool colour = false;        // NO_COLOR is not set, and out is a terminal
  bool french = false;
};
TerminalStyle terminal_style(bool french);

// Set by signal handlers. `stop`: SIGTERM or SIGHUP came, its number.
struct TerminalSignals {
  std::atomic<int> interrupts{0};
  std::atomic<int> stop{0};
};

// Reads lines from a descriptor; a signal ends the wait.
class LineReader {
 public:
  LineReader(int fd, const TerminalSignals& signals) : fd_(fd), signals_(signals) {}
  enum class Got { line, end, interrupted };
  // A line without its end; the last one may lack it. Longer than 1 MiB: cut there.
  Got next(std::string& line);

 private:
  bool wait() const;  // false: a signal came

  int fd_;
  const TerminalSignals& signals_;
  std::string buffered_;
  bool ended_ = false;
};

class ChatTerminal {
 public:
  ChatTerminal(Companion& companion, TerminalSignals& signals, TerminalStyle style);

  // Until the input ends, /quit, or a signal. The exit code: 0, 3 when an exchange could not be
  // saved, 2 when a piped message could not be answered, 128 + signal after SIGTERM or SIGHUP.
  int run(int input);

 private:
  enum class Then { go_on, quit };
  Then handle(std::string_view line);
  Then command(std::string_view word);
  void message(std::string_view text);
  void told(const ChatAnswer& answer);
  Then interrupted_at_prompt();
  void prompt() const;
  void complain(std::string_view sentence) const;
  void show_history();

  Companion& companion_;
  TerminalSignals& signals_;
  TerminalStyle style_;
  int code_ = 0;
  bool asked_to_quit_ = false;
};

}  // namespace mate
