// A private folder for one socket, gone with us: removed at destruction, and where a recorder was
// killed before it could, by the next one that starts.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tare {

class MarksFolder {
 public:
  // Makes tare-XXXXXX (0700) below $XDG_RUNTIME_DIR, or below /tmp where that is unset, too long
  // for a socket's address, or not writable. Sweeps what dead recorders of this user left there.
  static Result<MarksFolder> make();
  static Result<MarksFolder> make_below(const std::string& base);

  MarksFolder(MarksFolder&&) = default;
  MarksFolder& operator=(MarksFolder&&) = delete;
  ~MarksFolder();

  std::string socket_path() const { return path_ + "/marks"; }
  const std::string& path() const { return path_; }

 private:
  MarksFolder(std::string path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  UniqueFd lock_;  // flock on the folder: held means its recorder lives, in whatever container
};

}  // namespace tare
