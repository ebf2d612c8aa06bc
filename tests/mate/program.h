// desktop-mate as a user starts it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mate::test {

struct Finished {
  int code = -1;  // exit status, or 128 + signal
  std::string out;
  std::string err;
};

// A folder of a test's own, gone at its end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ / name; }
  std::string write(const std::string& name, const std::string& text) const;
  std::size_t entries() const;

 private:
  std::filesystem::path path_;
};

// What a program starts under.
struct Conditions {
  // RLIMIT_… and its value. A file over RLIMIT_FSIZE is a full disk to the program, not its end.
  std::vector<std::pair<int, std::uint64_t>> limits;
  bool obeys_permissions = false;  // of files, even where the test runs as root
  std::string bin;  // where desktop-mate and its companions lie, if not where they were built
};

// A running desktop-mate. HOME and TMPDIR are `home`'s, so that nothing of the user's is touched.
class Running {
 public:
  // `environment`: NAME=VALUE, besides PATH and the ones above.
  Running(const Folder& home, std::vector<std::string> arguments,
          std::vector<std::string> environment = {}, const Conditions& conditions = {});
  ~Running();  // kills what still runs
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return pid_; }
  void write(const std::string& text) const;
  void close_input();
  void signal(int number) const;
  // Reads standard output until it has `lines` newlines more; what came.
  std::string read_lines(int lines);
  // Reads standard output until `words` are its end; what came.
  std::string read_until(const std::string& words);
  // Closes the input, reads to the end and waits.
  Finished finish();

 private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;
};

Finished run(const Folder& home, std::vector<std::string> arguments, const std::string& input = {},
             const Conditions& conditions = {});
std::string model_path();
std::string built(const std::string& program);  // its path

}  // namespace mate::test
