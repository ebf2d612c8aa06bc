// A child process whose memory is of a known size, to be measured by a bench.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace tare::bench {

class Subject {
 public:
  // Touches `anonymous` bytes in 4 KiB pages and makes `mappings` mappings of one page more, then
  // waits to be killed.
  explicit Subject(std::size_t anonymous, int mappings = 0);
  ~Subject();
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

}  // namespace tare::bench
