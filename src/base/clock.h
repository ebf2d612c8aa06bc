// Time. Order and durations come from the monotonic clock; the wall clock only dates a run.
#pragma once

#include <chrono>

namespace tare {

using Clock = std::chrono::steady_clock;
using Instant = Clock::time_point;
using Duration = Clock::duration;

constexpr double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }
constexpr double milliseconds(Duration d) { return seconds(d) * 1000; }

}  // namespace tare
