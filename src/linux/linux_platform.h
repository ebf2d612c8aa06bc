// The door to this machine's kernel: /proc and /sys as text. Threads: one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "port/platform.h"

namespace tare {

class LinuxPlatform : public Platform {
 public:
  Instant now() override { return Clock::now(); }

  // The descriptor stays open, every read() is a pread from its beginning.
  Result<std::unique_ptr<TextFile>> open_text(const std::string& path) override;

  // A line longer than 1 MiB is an error. `chunk` may use this platform again.
  Result<> stream_text(const std::string& path,
                       const std::function<void(std::string_view)>& chunk) override;

  Result<std::vector<std::string>> list(const std::string& path) override;
  Result<std::string> link_target(const std::string& path) override;
  Result<> write_text(const std::string& path, std::string_view text) override;

 private:
  std::vector<char> buffer_;  // of stream_text, kept: its pages would fault anew at every step
};

}  // namespace tare
