// A recorder for tests: answers marks at once and keeps them.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/mate/program.h"

namespace mate::test {

struct HeardMark {
  std::string verb;
  std::vector<std::string> fields;
};

class Recorder {
 public:
  explicit Recorder(const Folder& folder);
  ~Recorder();

  std::string variable() const { return "TARE_SOCKET=" + path_; }
  // Called with each step before it is answered, on the recorder's thread. Set before the program
  // starts.
  std::function<void(const std::string& name)> on_step;

  std::vector<HeardMark> heard();
  // First fields of the marks of one verb, in order.
  std::vector<std::string> all(const std::string& verb);
  std::vector<std::string> notes(const std::string& key);

 private:
  void listen();
  void hear(int connection);

  std::string path_;
  int socket_ = -1;
  std::mutex mutex_;
  std::vector<HeardMark> heard_;
  std::jthread thread_;
};

}  // namespace mate::test
