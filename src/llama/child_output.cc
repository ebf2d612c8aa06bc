#include "llama/child_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/bytes.h"
#include "base/unique_fd.h"

namespace tare::llama {
namespace {

constexpr std::size_t kMost = kib(64).value;

// A started child, killed and waited for when it was not waited for before.
struct Child {
  pid_t pid = -1;
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid > 0) {
      ::kill(pid, SIGKILL);
      wait();
    }
  }
  int wait() {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pid = -1;
    return status;
  }
};

int spawn(const std::vector<std::string>& words, int output, Child& child) {
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  arguments.reserve(copies.size() + 1);
  for (auto& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  int failed =
      ::posix_spawn(&child.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  if (failed != 0) child.pid = -1;
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

// Until the other end closes; false at the deadline or above kMost.
bool read_all(int fd, Instant until, std::string& text) {
  std::array<char, 4096> piece{};
  while (text.size() < kMost) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd one{fd, POLLIN, 0};
    int ready = ::poll(&one, 1, static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    auto got = ::read(fd, piece.data(), piece.size());
    if (got == 0) return true;
    if (got < 0 && errno != EINTR) return false;
    if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return false;
}

}  // namespace

Result<ChildOutput> run_child(const std::vector<std::string>& words, Duration patience) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    return refused(fmt::format("no pipe to {}: {}.", words[0], std::strerror(errno)), errno);
  UniqueFd ours(pipe[0]);
  UniqueFd theirs(pipe[1]);
  Child child;
  if (int failed = spawn(words, theirs.get(), child); failed != 0)
    return refused(fmt::format("{} cannot be started: {}; build it with ./run --build-only.",
                               words[0], std::strerror(failed)),
                   failed);
  theirs.reset();
  ChildOutput output;
  if (!read_all(ours.get(), Clock::now() + patience, output.text))
    return refused(fmt::format("{} was not done after {} seconds and was stopped.", words[0],
                               std::chrono::duration_cast<std::chrono::seconds>(patience).count()));
  output.status = child.wait();
  return output;
}

}  // namespace tare::llama
