#include "ui/tui/terminal_signals.h"

#include <fmt/format.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tare::tui {

namespace {

// A job that a shell without job control starts has it ignored: then there is nobody to continue.
bool ignored(int signal) {
  struct sigaction action{};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Result<TerminalSignals> TerminalSignals::begin() {
  sigset_t wanted;
  sigset_t before;
  sigemptyset(&wanted);
  for (int signal : {SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT})
    if (!ignored(signal)) sigaddset(&wanted, signal);
  UniqueFd fd(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return refused(fmt::format("Cannot watch signals: {}.", std::strerror(errno)), errno);
  ::pthread_sigmask(SIG_BLOCK, &wanted, &before);
  return TerminalSignals(std::move(fd), before);
}

TerminalSignals::~TerminalSignals() {
  if (fd_) ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int TerminalSignals::take() {
  signalfd_siginfo info{};
  auto got = ::read(fd_.get(), &info, sizeof info);
  return got == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo) : 0;
}

void TerminalSignals::stop_here() { ::kill(::getpid(), SIGSTOP); }

}  // namespace tare::tui
