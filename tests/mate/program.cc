#include "tests/mate/program.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

namespace mate::test {

namespace fs = std::filesystem;

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// In the child, before it becomes the program: nothing here may allocate.
void impose(const Conditions& conditions) {
  for (const auto& [resource, value] : conditions.limits) {
    rlimit limit{.rlim_cur = value, .rlim_max = value};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
    if (resource == RLIMIT_FSIZE) ::signal(SIGXFSZ, SIG_IGN);
  }
  // Root's power over permissions comes back with exec, unless it is out of bounds.
  if (conditions.obeys_permissions && ::geteuid() == 0)
    for (int power : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH})
      if (::prctl(PR_CAPBSET_DROP, power) != 0) ::_exit(126);
}

}  // namespace

Folder::Folder() {
  std::string path = fs::temp_directory_path() / "mate_test_XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) std::abort();
  path_ = path;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
  return path_ / name;
}

std::size_t Folder::entries() const {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), {}));
}

Running::Running(const Folder& home, std::vector<std::string> arguments,
                 std::vector<std::string> environment, const Conditions& conditions) {
  ::signal(SIGPIPE, SIG_IGN);
  auto program = conditions.bin.empty() ? built("desktop-mate") : conditions.bin + "/desktop-mate";
  std::vector<std::string> all{program};
  for (auto& argument : arguments) all.push_back(std::move(argument));
  environment.push_back("PATH=" + variable("PATH"));
  environment.push_back("HOME=" + (home / ""));
  environment.push_back("TMPDIR=" + (home / ""));
  auto argv = pointers(all);
  auto envp = pointers(environment);
  int in[2];
  int out[2];
  int err[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
    std::abort();
  pid_ = ::fork();
  if (pid_ < 0) std::abort();
  if (pid_ == 0) {
    ::dup2(in[0], 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    ::signal(SIGPIPE, SIG_DFL);
    impose(conditions);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  for (int fd : {in[0], out[1], err[1]}) ::close(fd);
  in_ = in[1];
  out_ = out[0];
  err_ = err[0];
}

std::string built(const std::string& program) { return variable("TARE_BIN") + "/" + program; }

Running::~Running() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (int fd : {in_, out_, err_}) {
    if (fd >= 0) ::close(fd);
  }
}

void Running::write(const std::string& text) const {
  [[maybe_unused]] auto written = ::write(in_, text.data(), text.size());
}

void Running::close_input() { ::close(std::exchange(in_, -1)); }

void Running::signal(int number) const { ::kill(pid_, number); }

std::string Running::read_lines(int lines) {
  std::string text;
  char byte = 0;
  while (std::ranges::count(text, '\n') < lines && ::read(out_, &byte, 1) == 1) text += byte;
  return text;
}

std::string Running::read_until(const std::string& words) {
  std::string text;
  char byte = 0;
  while (!text.ends_with(words) && ::read(out_, &byte, 1) == 1) text += byte;
  return text;
}

Finished Running::finish() {
  if (in_ >= 0) close_input();
  Finished finished;
  pollfd both[] = {{.fd = out_, .events = POLLIN, .revents = 0},
                   {.fd = err_, .events = POLLIN, .revents = 0}};
  while (both[0].fd >= 0 || both[1].fd >= 0) {
    ::poll(both, 2, -1);
    for (auto& from : both) {
      if (from.fd < 0 || from.revents == 0) continue;
      char room[4096];
      auto got = ::read(from.fd, room, sizeof room);
      auto& text = from.fd == out_ ? finished.out : finished.err;
      if (got > 0) text.append(room, static_cast<std::size_t>(got));
      if (got <= 0) from.fd = -1;
    }
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  finished.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return finished;
}

Finished run(const Folder& home, std::vector<std::string> arguments, const std::string& input,
             const Conditions& conditions) {
  Running program(home, std::move(arguments), {}, conditions);
  program.write(input);
  return program.finish();
}

std::string model_path() { return variable("TARE_TEST_MODEL"); }

}  // namespace mate::test
