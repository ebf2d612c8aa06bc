// What a terminal tells its programs by signals, as something to poll.
#pragma once

#include <csignal>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tare::tui {

// SIGWINCH, SIGTSTP, SIGCONT and SIGQUIT, blocked in the calling thread until destruction. Begin it
// after a program was started, which would inherit the mask; threads made before it must not take
// these signals.
class TerminalSignals {
 public:
  static Result<TerminalSignals> begin();
  TerminalSignals(TerminalSignals&&) = default;
  TerminalSignals& operator=(TerminalSignals&&) = delete;
  ~TerminalSignals();

  int fd() const { return fd_.get(); }
  // The next signal that came, 0 when none is left.
  int take();
  // Stops this process as the terminal asked; returns when it goes on.
  void stop_here();

 private:
  TerminalSignals(UniqueFd fd, const sigset_t& before) : fd_(std::move(fd)), before_(before) {}

  UniqueFd fd_;
  sigset_t before_;
};

}  // namespace tare::tui
