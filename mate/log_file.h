// Desktop-Mate's own log: one line an event, with its time (UTC). Bounded: what is older than
// the last mebibyte or two is dropped.
#pragma once

#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace mate {

class LogFile {
 public:
  // A file that can't be opened makes a log that drops its lines: talking matters more.
  explicit LogFile(const std::string& path);
  void write(std::string_view line);

 private:
  tare::UniqueFd fd_;
};

}  // namespace mate
