// The avatar as a server on loopback, well-behaved or not, in a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "mate/avatar_double/unity_side.h"

namespace avatar_double {

enum class Mode {
  normal,     // answers {} to each command
  batching,   // also understands and acknowledges batches
  silent,     // reads and never answers
  slow,       // reads 16 bytes each 5 ms, and answers like a normal one
  closing,    // closes after each 70 bytes, in the middle of a line
  garbage,    // answers with bytes that are no text
  megabytes,  // answers with megabytes without a newline, for as long as they are taken
  hung,       // accepts and never reads
};
inline constexpr Mode kModes[] = {Mode::normal,  Mode::batching, Mode::silent,    Mode::slow,
                                  Mode::closing, Mode::garbage,  Mode::megabytes, Mode::hung};
constexpr std::string_view name(Mode mode) {
  switch (mode) {
    case Mode::normal:
      return "normal";
    case Mode::batching:
      return "batching";
    case Mode::silent:
      return "silent";
    case Mode::slow:
      return "slow";
    case Mode::closing:
      return "closing";
    case Mode::garbage:
      return "garbage";
    case Mode::megabytes:
      return "megabytes";
    case Mode::hung:
      return "hung";
  }
  return "normal";
}
std::optional<Mode> mode_named(std::string_view text);

class AvatarDouble {
 public:
  // Listens on 127.0.0.1; port 0 takes a free one.
  static tare::Result<std::unique_ptr<AvatarDouble>> start(Mode mode, int port = 0);
  ~AvatarDouble();

  int port() const { return port_; }
  std::string received() const;  // every byte, of all connections
  int connections() const { return connections_; }
  // Looks at the avatar under its lock.
  void look(const std::function<void(const UnitySide&)>& look) const;
  std::vector<std::string> commands() const;
  // The same mode until now; takes effect at once.
  void set(Mode mode) { mode_ = mode; }

 private:
  AvatarDouble(Mode mode, tare::UniqueFd listener, int port);
  void run();
  void talk(int fd);
  bool read_some(int fd);

  std::atomic<Mode> mode_;
  tare::UniqueFd listener_;
  int port_;
  std::atomic<bool> ending_{false};
  std::atomic<int> connections_{0};
  std::size_t of_this_connection_ = 0;
  mutable std::mutex mutex_;  // guards the two below
  UnitySide unity_;
  std::string received_;
  std::thread thread_;
};

}  // namespace avatar_double
