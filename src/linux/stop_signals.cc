#include "linux/stop_signals.h"

#include <fmt/format.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

#include "linux/system_error.h"

namespace tare {

namespace {

// A blocked signal is queued even when it is ignored, so ask first.
bool ignored(int signal) {
  struct sigaction action{};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Result<StopSignals> StopSignals::begin() {
  sigset_t wanted;
  sigset_t before;
  sigemptyset(&wanted);
  for (int signal : {SIGINT, SIGTERM, SIGHUP})
    if (!ignored(signal)) sigaddset(&wanted, signal);
  UniqueFd fd(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return refused(fmt::format("Cannot watch signals: {}.", system_reason(errno)), errno);
  ::pthread_sigmask(SIG_BLOCK, &wanted, &before);
  return StopSignals(std::move(fd), before);
}

StopSignals::~StopSignals() {
  if (fd_) ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int StopSignals::take() {
  signalfd_siginfo info{};
  auto got = ::read(fd_.get(), &info, sizeof info);
  return got == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo) : 0;
}

}  // namespace tare
