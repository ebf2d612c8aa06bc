#include "mate/ipc_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "mate/marking.h"

namespace mate {

using namespace std::chrono_literals;
using tare::Clock;
using tare::Duration;
using tare::Result;

namespace {

constexpr auto kPause = 1ms;
constexpr auto kLook = 250us;
constexpr double kGolden = 0.6180339887498949;
constexpr int kDumb = 3;  // answers missed in a row, before none is awaited any more

std::int64_t nanoseconds(Duration time) { return std::chrono::nanoseconds(time).count(); }

}  // namespace

std::string summary(std::vector<std::int64_t> values) {
  if (values.empty()) return "0 - - -";
  std::ranges::sort(values);
  auto at = [&](std::size_t percent) { return values[(values.size() - 1) * percent / 100]; };
  return fmt::format("{} {} {} {}", values.size(), at(50), at(99), values.back());
}

IpcSamples::IpcSamples(AvatarBridge& bridge, std::size_t commands, std::size_t entries)
    : bridge_(bridge), commands_(commands), entries_(entries), before_(bridge.status().counts) {}

Result<> IpcSamples::timed(const Call& call) {
  called_ = Clock::now();
  auto done = call();
  auto took = Clock::now() - called_;
  if (done) calls_.push_back(nanoseconds(took) / static_cast<std::int64_t>(commands_));
  return done;
}

// One to two milliseconds, spread evenly: with a fixed pause the calls would keep step with the
// sender's own looks, and always find it at the same distance from the next.
void IpcSamples::pause() {
  phase_ += kGolden;
  if (phase_ >= 1) phase_ -= 1;
  std::this_thread::sleep_for(kPause + std::chrono::duration_cast<Duration>(phase_ * kPause));
}

Result<> IpcSamples::call(const Call& call) {
  pause();
  return timed(call);
}

Result<> IpcSamples::trip(const Call& call, Duration patience) {
  pause();
  if (auto done = timed(call); !done) return done;
  if (!awaited(patience)) return {};
  auto until = called_ + patience;
  do {
    std::this_thread::sleep_for(kLook);
  } while (!arrived() && Clock::now() < until);
  take_trip();
  return {};
}

Result<> IpcSamples::trip_at_once(const Call& call, Duration patience) {
  if (auto done = timed(call); !done) return done;
  if (!awaited(patience)) return {};
  auto until = called_ + patience;
  while (!arrived() && Clock::now() < until) std::this_thread::yield();
  take_trip();
  return {};
}

bool IpcSamples::awaited(Duration patience) {
  return patience > Duration::zero() && unanswered_in_a_row_ < kDumb;
}

bool IpcSamples::arrived() const {
  auto now = bridge_.status().counts;
  return now.sent >= before_.sent + entries_ && now.answered_bytes > before_.answered_bytes;
}

void IpcSamples::take_trip() {
  auto now = bridge_.status().counts;
  auto each = [&](tare::Instant at) {
    return nanoseconds(at - called_) / static_cast<std::int64_t>(commands_);
  };
  if (now.sent >= before_.sent + entries_) wires_.push_back(each(now.last_sent));
  bool answered = now.answered_bytes > before_.answered_bytes;
  // Of several entries only some may be answered yet.
  if (answered && entries_ == 1) trips_.push_back(each(now.last_answer));
  unanswered_in_a_row_ = answered ? 0 : unanswered_in_a_row_ + 1;
  before_ = now;
}

void IpcSamples::note(std::string_view state, std::string_view command) const {
  auto tell = [&](std::string_view key, const std::vector<std::int64_t>& values) {
    if (!values.empty()) mate::note(key, fmt::format("{} {} {}", state, command, summary(values)));
  };
  tell("ipc.call", calls_);
  tell("ipc.wire", wires_);
  tell("ipc.round_trip", trips_);
}

}  // namespace mate
