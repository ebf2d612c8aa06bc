// The CPU that the installed `tare top` takes at 1 Hz with 500 sleeping processes (and those of the
// machine), on a terminal of 160 x 48 whose output is read and dropped:
//   tare_top_bench [TARE [PROCESSES [SECONDS]]]
// Prints one line of JSON. Bound: 0.5 % of a core.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kWarmUp = std::chrono::seconds(4);  // the first readings look at every process

pid_t start_sleeper() {
  pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) ::pause();
}

pid_t start_top(const std::string& tare, int& terminal) {
  winsize size{.ws_row = 48, .ws_col = 160, .ws_xpixel = 0, .ws_ypixel = 0};
  pid_t pid = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (pid != 0) return pid;
  ::setenv("TERM", "xterm-256color", 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  ::execl(tare.c_str(), "tare", "top", static_cast<char*>(nullptr));
  ::_exit(127);
}

// Reads and drops what is drawn until then; the bytes that it was.
std::size_t drain(int terminal, Clock::time_point until) {
  std::size_t bytes = 0;
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return bytes;
    pollfd wanted{terminal, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(left)) <= 0) continue;
    char buffer[65536];
    auto got = ::read(terminal, buffer, sizeof buffer);
    if (got <= 0) return bytes;
    bytes += static_cast<std::size_t>(got);
  }
}

// All threads of a process, in nanoseconds: its CPU clock, finer than the ticks of stat.
double cpu_seconds(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return -1;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  std::string self = argv[0];
  auto slash = self.rfind('/');
  auto beside =
      slash == std::string::npos ? std::string("./tare") : self.substr(0, slash) + "/tare";
  std::string tare = argc > 1 ? argv[1] : beside;
  int processes = argc > 2 ? std::atoi(argv[2]) : 500;
  int duration = argc > 3 ? std::atoi(argv[3]) : 20;
  std::vector<pid_t> sleepers;
  sleepers.reserve(static_cast<std::size_t>(std::max(processes, 0)));
  for (int i = 0; i < processes; ++i) sleepers.push_back(start_sleeper());
  int terminal = -1;
  auto top = start_top(tare, terminal);
  drain(terminal, Clock::now() + kWarmUp);
  auto begin = Clock::now();
  auto before = cpu_seconds(top);
  auto drawn = drain(terminal, begin + std::chrono::seconds(duration));
  auto spent = cpu_seconds(top) - before;
  auto lasted = std::chrono::duration<double>(Clock::now() - begin).count();
  ::kill(top, SIGTERM);
  int status = 0;
  ::waitpid(top, &status, 0);
  for (auto pid : sleepers) ::kill(pid, SIGKILL);
  for (auto pid : sleepers) ::waitpid(pid, nullptr, 0);
  bool drew = before >= 0 && spent > 0 && drawn > 0;
  fmt::print(
      "{{\"processes\": {}, \"seconds\": {:.2f}, \"cpu_percent\": {:.4f}, "
      "\"bytes_drawn_per_s\": {:.0f}}}\n",
      processes, lasted, 100 * spent / lasted, static_cast<double>(drawn) / lasted);
  return drew ? 0 : 1;
}
