// Key metrics, overhead and ratios of the profiles, computed from recorded rows and from nothing
// else. What the rows don't carry is an Unknown that says why. Pure.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/run.h"

namespace tare {

// The steps that the figures rest on, as the program under test names them.
namespace steps {
inline constexpr std::string_view kEmpty = "1 empty process";
inline constexpr std::string_view kConfiguration = "2 configuration and avatar bridge";
inline constexpr std::string_view kQt = "3 Qt window toolkit";
inline constexpr std::string_view kBaseline = "1 baseline";
inline constexpr std::string_view kLibraries = "2 AI libraries and backend";
inline constexpr std::string_view kLoaded = "3 model loaded";
inline constexpr std::string_view kFirstReply = "4 first reply";
inline constexpr std::string_view kSecondReply = "5 second reply";
inline constexpr std::string_view kUnloadedAfterLoad = "6 unloaded";
inline constexpr std::string_view kEngine = "2 engine made";
inline constexpr std::string_view kLoadedInChat = "2b model loaded";
inline constexpr std::string_view kReset = "6 chat reset";
inline constexpr std::string_view kUnloadedAfterChat = "7 unloaded";
}  // namespace steps

enum class Gap {
  no_run,      // that profile did not run; `what` is its name
  no_step,     // the run ended before that step; `what` is its name
  no_reading,  // the step has no such reading; `what` is name(Why)
  no_note,     // the program did not say it; `what` is the note's key
  not_above,   // there is nothing to divide by: the difference is zero or less; `what` is its step
};
struct Unknown {
  Gap gap = Gap::no_run;
  std::string what;
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

template <class T>
class Computed {
 public:
  Computed(T value) : value_(std::move(value)) {}
  Computed(Unknown why) : value_(std::move(why)) {}
  explicit operator bool() const { return std::holds_alternative<T>(value_); }
  const T& operator*() const { return std::get<T>(value_); }
  const T* operator->() const { return &std::get<T>(value_); }
  const Unknown& why() const { return std::get<Unknown>(value_); }

 private:
  std::variant<T, Unknown> value_;
};

// The runs of the profiles; any may be null.
struct ProfileRuns {
  const Run* startup = nullptr;
  const Run* cold = nullptr;  // load without warm-up
  const Run* warm = nullptr;  // load with warm-up
  const Run* conversation = nullptr;
};
// Sorts runs by the notes `scenario` and `variant` that their programs sent; the last one wins.
// Runs of a comparison (note `comparison`) are none of these.
ProfileRuns sort_runs(std::span<const Run> runs);

// The last value of a note of that key anywhere in the run, or nothing.
std::optional<std::string_view> note(const Run& run, std::string_view key);

// Whose VRAM one table shows: the process's where the first step has it, else the device's.
enum class VramBasis { process, device };
VramBasis vram_basis(const Sample& first);
Reading vram(const Sample& sample, VramBasis basis);  // several cards are summed

enum class Metric { start, with_qt, with_ai, model_loaded, first_reply, next_reply, unloaded };
struct KeyMetric {
  Metric metric = Metric::start;
  std::string_view step;
  Computed<Bytes> ram;  // resident
  Computed<Bytes> own;  // private dirty + swap
  Computed<Bytes> vram;
};
std::vector<KeyMetric> key_metrics(const ProfileRuns& runs);

// What each component added to one process, the cold load: the rows add up to the total, and the
// percentages to 100.0.
enum class Component { process, libraries, model, first_reply, next_reply };
struct OverheadRow {
  Component component = Component::process;
  ByteDelta ram;
  Computed<ByteDelta> vram;
  double percent = 0;  // of the total RAM, one decimal
};
struct Overhead {
  std::vector<OverheadRow> rows;
  Bytes total;
  Computed<Bytes> vram_total;
  Computed<ByteDelta> qt;  // the window, measured in the startup profile's process: not in the sum
};
Computed<Overhead> overhead(const ProfileRuns& runs);

// Shares of a whole in tenths of a percent that add up to exactly 1000 (largest remainders).
// The parts add up to the whole, which is above zero; parts may be negative.
std::vector<int> shares(std::span<const ByteDelta> parts);

enum class RatioKind {
  libraries_to_start,  // AI libraries : configuration and avatar bridge
  libraries_to_qt,     // AI libraries : Qt
  vram_to_file,        // VRAM that the load added : model file
  vram_to_placed,      // VRAM that the load added : what the engine says it placed there
  mapped_to_file,      // resident pages of the mapped model file after the last reply : model file
  first_to_next,       // RAM that the first reply added : RAM that the next one added
};
struct Ratio {
  RatioKind kind = RatioKind::libraries_to_start;
  Computed<ByteDelta> above;
  Computed<ByteDelta> below;
  Computed<double> value;
};
std::vector<Ratio> ratios(const ProfileRuns& runs);

// What warm-up moves from the first message to the load.
struct WarmUp {
  Computed<ByteDelta> saved;    // growth of the first reply, cold less warm
  Computed<ByteDelta> added;    // growth at the load, warm less cold
  Computed<double> saved_ms;    // time to the first token of the first reply, cold less warm
  Computed<double> warming_ms;  // what warming itself took at the load
};
WarmUp warm_up(const ProfileRuns& runs);

}  // namespace tare
