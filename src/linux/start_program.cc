#include "linux/start_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/text.h"
#include "linux/system_error.h"

namespace tare {

namespace {

// What a child that could not become the program writes into its pipe before it ends.
struct Failure {
  int code = 0;
  bool folder = false;  // it was the working directory
};

// Everything the child needs, made before fork: between fork and exec nothing may allocate.
struct Prepared {
  std::vector<char*> argv;
  std::vector<std::string> variables;
  std::vector<char*> envp;
};

Prepared prepare(const StartRequest& request) {
  Prepared prepared;
  for (const auto& argument : request.argv)
    prepared.argv.push_back(const_cast<char*>(argument.c_str()));
  prepared.argv.push_back(nullptr);
  auto replaced = [&](std::string_view variable) {
    for (const auto& [name, value] : request.environment)
      if (variable.starts_with(name) && variable.substr(name.size()).starts_with('=')) return true;
    return false;
  };
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (!replaced(*variable)) prepared.variables.emplace_back(*variable);
  for (const auto& [name, value] : request.environment)
    prepared.variables.push_back(fmt::format("{}={}", name, value));
  for (auto& variable : prepared.variables) prepared.envp.push_back(variable.data());
  prepared.envp.push_back(nullptr);
  return prepared;
}

[[noreturn]] void give_up(int pipe, bool folder) {
  Failure failure{errno, folder};
  [[maybe_unused]] auto written = ::write(pipe, &failure, sizeof failure);
  ::_exit(127);
}

void redirect_all(int output) {
  int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  if (nothing > 2) ::close(nothing);
}

void redirect(StandardOutput output) {
  if (output == StandardOutput::inherit) return;
  int to = output == StandardOutput::none ? ::open("/dev/null", O_WRONLY) : 2;
  if (to < 0) return;
  ::dup2(to, 1);
  if (to > 2) ::close(to);
}

// Async-signal-safe calls only: other threads of ours may hold any lock.
[[noreturn]] void become(const StartRequest& request, const Prepared& prepared,
                         const sigset_t& signal_mask, pid_t parent, int pipe) {
  if (request.die_with_us) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // we died before it was asked for
  }
  if (request.output >= 0) {
    redirect_all(request.output);
  } else {
    redirect(request.standard_output);
  }
  ::signal(SIGPIPE, SIG_DFL);  // an ignored one would be inherited
  ::sigprocmask(SIG_SETMASK, &signal_mask, nullptr);
  if (!request.folder.empty() && ::chdir(request.folder.c_str()) != 0) give_up(pipe, true);
  ::execvpe(prepared.argv[0], prepared.argv.data(), prepared.envp.data());
  give_up(pipe, false);
}

tl::unexpected<Error> cannot_start(const StartRequest& request, const Failure& failure) {
  auto name = printable(request.argv[0], 200);
  auto reason = system_reason(failure.code);
  auto text = failure.folder ? fmt::format("Cannot start {}: its folder {}: {}.", name,
                                           printable(request.folder, 200), reason)
                             : fmt::format("Cannot start {}: {}.", name, reason);
  bool wrong = failure.code == ENOENT || failure.code == ENOTDIR || failure.code == ENOEXEC ||
               failure.code == E2BIG || failure.code == ELOOP || failure.code == ENAMETOOLONG;
  return pass({text, wrong ? ErrorKind::bad_input : ErrorKind::refused, failure.code});
}

void kill_and_reap(pid_t pid) {
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<Started> start_program(const StartRequest& request, const sigset_t& signal_mask) {
  if (request.argv.empty() || request.argv[0].empty())
    return bad_input("Cannot start a program: none was named.");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start(request, {errno});
  UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  auto prepared = prepare(request);
  auto us = ::getpid();
  auto pid = ::fork();
  if (pid < 0) return cannot_start(request, {errno});
  if (pid == 0) become(request, prepared, signal_mask, us, writing.get());
  writing.reset();

  Failure failure;
  ssize_t got = 0;
  do {
    got = ::read(reading.get(), &failure, sizeof failure);  // 0: exec closed the pipe
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    kill_and_reap(pid);
    return cannot_start(request, failure);
  }
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd) {
    int code = errno;
    kill_and_reap(pid);
    return refused(fmt::format("Cannot watch {}: pidfd_open: {} (needs Linux 5.3).",
                               printable(request.argv[0], 200), system_reason(code)),
                   code);
  }
  return Started{pid, std::move(pidfd)};
}

}  // namespace tare
