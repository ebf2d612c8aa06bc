// desktop-mate as a user starts it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
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

// A running desktop-mate. HOME and TMPDIR are `home`'s, so that nothing of the user's is touched.
class Running {
 public:
  // `environment`: NAME=VALUE, besides PATH and the ones above. `bin`: where desktop-mate and its
  // companions lie, if not where they were built.
  Running(const Folder& home, std::vector<std::string> arguments,
          std::vector<std::string> environment = {}, std::string bin = {});
  ~Running();  // kills what still runs
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return pid_; }
  void write(const std::string& text) const;
  void close_input();
  void signal(int number) const;
  // Reads standard output until it has `lines` newlines more; what came.
  std::string read_lines(int lines);
  // Closes the input, reads to the end and waits.
  Finished finish();

 private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;
};

Finished run(const Folder& home, std::vector<std::string> arguments, const std::string& input = {});
std::string model_path();
std::string built(const std::string& program);  // its path

}  // namespace mate::test
