// Runs the installed tare in a folder of its own and catches what it says.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tare::test {

inline std::string program(const std::string& name) {
  const char* folder = std::getenv("TARE_BIN");
  // Absolute: the program starts in a folder of its own.
  return std::filesystem::absolute(folder == nullptr ? "build/release/bin" : folder) / name;
}

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A folder that goes with the test. Data, runtime and home folders lie in it, so that a test sees
// every file and socket that tare leaves.
class Workplace {
 public:
  Workplace() {
    std::string name = (std::filesystem::temp_directory_path() / "tare-profile-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
    for (auto folder : {"data", "run", "tmp", "home"})
      std::filesystem::create_directory(path_ / folder);
  }
  ~Workplace() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string text(const std::string& name) const { return text_of(path_ / name); }
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }
  // Sockets that were left anywhere below.
  std::size_t sockets() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_))
      count += entry.is_socket() ? 1 : 0;
    return count;
  }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int exit = -1;  // 128 + signal when it was killed
  std::string out;
  std::string err;
};

// The sentences that a user gets, whoever says them: "tare: …", "desktop-mate: …".
inline std::size_t sentences(const Outcome& outcome) {
  std::istringstream lines(outcome.err);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);)
    count += line.starts_with("tare: ") || line.starts_with("desktop-mate: ") ? 1 : 0;
  return count;
}

using Environment = std::vector<std::pair<std::string, std::string>>;

// One execution of tare; wait() must be called. `largest_file`: a file that grows over it finds the
// disk full; 0: there is room.
class RunningTare {
 public:
  RunningTare(const Workplace& place, std::vector<std::string> arguments,
              const Environment& environment = {}, rlim_t largest_file = 0)
      : place_(&place), largest_file_(largest_file) {
    std::vector<std::string> all{program("tare")};
    for (auto& argument : arguments) all.push_back(std::move(argument));
    pid_ = ::fork();
    if (pid_ == 0) become(all, environment);
  }
  pid_t pid() const { return pid_; }
  void signal(int number) const { ::kill(pid_, number); }

  Outcome wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), place_->text("out"),
            place_->text("err")};
  }

 private:
  [[noreturn]] void become(const std::vector<std::string>& arguments,
                           const Environment& environment) const {
    auto at = [&](const char* name) { return (place_->path() / name).string(); };
    auto redirect = [&](const char* name, int to) {
      ::dup2(::open(at(name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), to);
    };
    redirect("out", STDOUT_FILENO);
    redirect("err", STDERR_FILENO);
    ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
    ::setenv("XDG_DATA_HOME", at("data").c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", at("home").c_str(), 1);
    ::setenv("XDG_RUNTIME_DIR", at("run").c_str(), 1);
    ::setenv("TMPDIR", at("tmp").c_str(), 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (::chdir(place_->path().c_str()) != 0) ::_exit(126);
    if (largest_file_ > 0) {
      rlimit limit{largest_file_, largest_file_};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      ::signal(SIGXFSZ, SIG_IGN);
    }
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }

  const Workplace* place_;
  rlim_t largest_file_;
  pid_t pid_ = -1;
};

inline Outcome run_tare(const Workplace& place, std::vector<std::string> arguments,
                        const Environment& environment = {}) {
  return RunningTare(place, std::move(arguments), environment).wait();
}

// Waits until `condition` holds, 20 s at most; false when it never did.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace tare::test
