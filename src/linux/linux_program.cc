#include "linux/linux_program.h"

#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace tare {

namespace {

constexpr auto kReapEvery = std::chrono::seconds(10);

End end_of(int status) {
  if (WIFSIGNALED(status)) return {End::How::signalled, WTERMSIG(status)};
  return {End::How::exited, WEXITSTATUS(status)};
}

timespec until(Instant deadline) {
  auto left = std::max(Duration{}, deadline - Clock::now());
  auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
  return {static_cast<time_t>(whole.count()), static_cast<long>((left - whole).count())};
}

}  // namespace

LinuxProgram::LinuxProgram(StopSignals signals, MarksFolder folder, MarksSocket marks)
    : signals_(std::move(signals)), folder_(std::move(folder)), marks_(std::move(marks)) {}

Result<std::unique_ptr<LinuxProgram>> LinuxProgram::start(const StartRequest& request) {
  auto signals = StopSignals::begin();
  if (!signals) return pass(signals.error());
  auto folder = MarksFolder::make();
  if (!folder) return pass(folder.error());
  auto marks = MarksSocket::open(folder->socket_path());
  if (!marks) return pass(marks.error());
  std::unique_ptr<LinuxProgram> program(
      new LinuxProgram(std::move(*signals), std::move(*folder), std::move(*marks)));

  auto with_socket = request;
  with_socket.environment.emplace_back("TARE_SOCKET", program->folder_.socket_path());
  auto started = start_program(with_socket, program->signals_.mask_before());
  if (!started) return pass(started.error());
  program->started_ = std::move(*started);
  program->die_with_us_ = request.die_with_us;
  return program;
}

LinuxProgram::~LinuxProgram() {
  if (!ended() && (die_with_us_ || stopping_)) {
    ::kill(pid(), SIGKILL);
    ::waitpid(pid(), nullptr, 0);
  }
  if (stopping_) adopted_.kill_all(pid());
  adopted_.reap(pid());
}

Event LinuxProgram::next(Instant deadline) {
  woken_ = false;
  for (bool waited = false;;) {
    if (!events_.empty()) {
      auto event = std::move(events_.front());
      events_.pop_front();
      return event;
    }
    auto now = Clock::now();
    if (waited && (ended() || woken_ || now >= deadline)) return Nothing{};
    keep_time(now);
    if (!events_.empty()) continue;
    auto wake = ended() ? now : deadline;
    if (kill_at_) wake = std::min(wake, *kill_at_);
    if (auto silence = marks_.next_silence()) wake = std::min(wake, *silence);
    wait(wake);
    waited = true;
  }
}

void LinuxProgram::wait(Instant deadline) {
  struct Source {
    int fd;
    void (LinuxProgram::*ready)();
  };
  // The end comes last: what the program said before it is heard before it.
  const std::array sources = {
      Source{marks_.fd(), &LinuxProgram::hear_marks},
      Source{signals_.fd(), &LinuxProgram::take_signals},
      Source{wake_fd_, &LinuxProgram::take_wake},
      Source{started_.pidfd.get(), &LinuxProgram::take_end},
  };
  std::array<pollfd, sources.size()> polled{};
  for (std::size_t i = 0; i < sources.size(); ++i) polled[i] = {sources[i].fd, POLLIN, 0};
  auto left = until(deadline);
  if (::ppoll(polled.data(), polled.size(), &left, nullptr) <= 0) return;
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (polled[i].revents != 0) (this->*sources[i].ready)();
}

void LinuxProgram::take_signals() {
  while (int signal = signals_.take()) events_.emplace_back(Interrupted{signal});
}

void LinuxProgram::take_end() {
  hear_marks();  // it is dead: whatever it sent is there now
  int status = 0;
  pid_t got = 0;
  do {
    got = ::waitpid(pid(), &status, 0);
  } while (got < 0 && errno == EINTR);
  events_.emplace_back(Ended{got == pid() ? end_of(status) : End{End::How::lost, 0}});
  started_.pidfd.reset();
  kill_at_.reset();
  adopted_.reap(pid());
}

void LinuxProgram::keep_time(Instant now) {
  if (kill_at_ && now >= *kill_at_) {
    kill_at_.reset();
    ::kill(pid(), SIGKILL);
  }
  marks_.drop_silent(now, events_);
  if (now < reap_at_) return;
  if (reap_at_ != Instant{}) adopted_.reap(pid());
  reap_at_ = now + kReapEvery;
}

bool LinuxProgram::gave_up(const Caller& caller) {
  if (!marks_.hung_up(caller)) return false;
  pollfd end{started_.pidfd.get(), POLLIN, 0};
  return !ended() && ::poll(&end, 1, 0) == 0;
}

void LinuxProgram::stop(Duration grace) {
  if (ended()) return;
  if (!stopping_) ::kill(pid(), SIGTERM);
  stopping_ = true;
  auto when = Clock::now() + grace;
  if (!kill_at_ || when < *kill_at_) kill_at_ = when;
}

}  // namespace tare
