// The twin of a machine for tests: files are texts in a map, time moves by hand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "port/platform.h"

namespace tare {

// Set the public members before and between calls; kept files see every change at their next
// read. A path without a text fails with ENOENT, a path in `errors` with that errno.
class FakePlatform : public Platform {
 public:
  std::map<std::string, std::string> texts;  // by full path
  std::map<std::string, std::string> links;  // target by full path
  std::map<std::string, int> errors;         // errno by full path: every call on it fails
  std::size_t chunk_size = 256;              // stream_text: least size of a piece but the last
  std::vector<std::pair<std::string, std::string>> written;  // path and text, in order
  std::function<void(const std::string& path, std::string_view text)> on_write;  // may be empty
  std::map<std::string, int> reads;  // how often each path was read or streamed
  Instant time{};

  void advance(Duration by) { time += by; }

  Instant now() override { return time; }
  Result<std::unique_ptr<TextFile>> open_text(const std::string& path) override;
  Result<> stream_text(const std::string& path,
                       const std::function<void(std::string_view)>& chunk) override;
  // Whatever stands below `path` in `texts` and `links`.
  Result<std::vector<std::string>> list(const std::string& path) override;
  Result<std::string> link_target(const std::string& path) override;
  // A path must be in `texts` to be written; its text stays (clear_refs is not a file to read).
  Result<> write_text(const std::string& path, std::string_view text) override;

  Result<std::string_view> text_of(const std::string& path);
};

}  // namespace tare
