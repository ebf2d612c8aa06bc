#include "mate/avatar_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/clock.h"
#include "base/text.h"

namespace mate {

namespace {

constexpr auto kPatience = std::chrono::seconds(10);

struct Pipe {
  tare::UniqueFd read;
  tare::UniqueFd write;
  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read.reset(ends[0]);
    write.reset(ends[1]);
    return true;
  }
};

int spawn(const std::string& program, const std::string& mode, const Pipe& in, const Pipe& out,
          pid_t& pid) {
  std::string words[] = {program, mode};
  char* arguments[] = {words[0].data(), words[1].data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
  int failed = ::posix_spawn(&pid, arguments[0], &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

// The first line, without its end; what there was of it at the deadline or the end of the output.
std::string first_line(int fd) {
  std::string line;
  auto until = tare::Clock::now() + kPatience;
  while (line.size() < 80) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - tare::Clock::now()).count();
    pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
    if (left <= 0 || ::poll(&one, 1, static_cast<int>(left)) <= 0) break;
    char c = 0;
    if (::read(fd, &c, 1) != 1 || c == '\n') break;
    line += c;
  }
  return line;
}

}  // namespace

tare::Result<std::unique_ptr<AvatarProcess>> AvatarProcess::start(const std::string& program,
                                                                  const std::string& mode) {
  auto cannot = [&](std::string_view why) {
    return tare::refused(fmt::format("The avatar's double {} cannot be started: {}.",
                                     tare::printable(program, 256), why));
  };
  Pipe in;
  Pipe out;
  pid_t pid = -1;
  if (!in.open() || !out.open()) return cannot(std::generic_category().message(errno));
  if (int failed = spawn(program, mode, in, out, pid))
    return cannot(std::generic_category().message(failed));
  std::unique_ptr<AvatarProcess> started(new AvatarProcess(pid, std::move(in.write)));
  out.write.reset();
  auto line = first_line(out.read.get());
  std::string_view rest = line;
  auto word = tare::next_word(rest);
  auto port = word == "port" ? tare::to_number<int>(tare::trim(rest)) : std::nullopt;
  if (!port) return cannot("it did not say on which port it listens");
  started->port_ = *port;
  return started;
}

AvatarProcess::~AvatarProcess() {
  life_.reset();
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace mate
