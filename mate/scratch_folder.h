// A folder of a scenario's own, gone when the scenario is: at its end, and when a signal ends the
// program at any moment.
#pragma once

#include <string>

#include "base/result.h"

namespace mate {

// One at a time in a process.
class ScratchFolder {
 public:
  // A new folder (0700) in $TMPDIR, else /tmp. SIGINT, SIGTERM and SIGHUP then remove it with the
  // database in it and end the process as they would have. At most one database is expected there:
  // conversation.db with SQLite's companions.
  static tare::Result<ScratchFolder> make();
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace mate
