// The times of one avatar command, many times over: to its caller, to the system, and back.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mate/avatar_bridge.h"

namespace mate {

// "COUNT MEDIAN P99 MAX", as the values' unit has it; "0 - - -" for none.
std::string summary(std::vector<std::int64_t> values);

// Times in nanoseconds by the monotonic clock; its own reading (some tens of them) is in each.
class IpcSamples {
 public:
  using Call = std::function<tare::Result<>()>;

  // One call stands for `commands` commands, of which the figures are told each, and is `entries`
  // in the queue.
  explicit IpcSamples(AvatarBridge& bridge, std::size_t commands = 1, std::size_t entries = 1);

  // A call after a pause of 1 to 2 ms, as a chat makes them: nothing of it is in the caches any
  // more. Nobody waits for what becomes of it.
  tare::Result<> call(const Call& call);
  // The same, and the way of the command: awaited `patience` at most, asleep, so that the sender
  // and the avatar are left alone.
  tare::Result<> trip(const Call& call, tare::Duration patience);
  // Without the pause, and looked for without sleep.
  tare::Result<> trip_at_once(const Call& call, tare::Duration patience);

  // Notes ipc.call, ipc.wire and ipc.round_trip, the latter two only of commands that went.
  void note(std::string_view state, std::string_view command) const;

 private:
  void pause();
  tare::Result<> timed(const Call& call);
  bool arrived() const;
  void take_trip();
  bool awaited(tare::Duration patience);

  AvatarBridge& bridge_;
  std::size_t commands_;
  std::size_t entries_;
  AvatarCounts before_;
  tare::Instant called_{};
  std::vector<std::int64_t> calls_;
  std::vector<std::int64_t> wires_;
  std::vector<std::int64_t> trips_;
  int unanswered_in_a_row_ = 0;
  double phase_ = 0;  // of the pause, from 0 to 1
};

}  // namespace mate
