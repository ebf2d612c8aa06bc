// Everything recorded of one execution of one program.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/mapping.h"
#include "core/sample.h"

namespace tare {

// What the program itself says an owner holds ("KV cache" on card "stand-in:0").
struct Declared {
  std::string owner;
  std::string device;  // empty: RAM
  Reading resident;
  Reading reserved;
  friend bool operator==(const Declared&, const Declared&) = default;
};

struct Note {
  std::string key;
  std::string value;
  friend bool operator==(const Note&, const Note&) = default;
};

// A labelled point of the program's life, measured in full while the program waits.
struct Step {
  std::string name;   // as the program said it: "3 model loaded"
  bool part = false;  // a part: measured like a step, told under the step that comes after it
  bool late = false;  // the program stopped waiting before the measurement was stored
  Sample sample;
  Reading peak_in_step;  // highest rss since the step before (high-water mark reset at each step)
  std::vector<MappingGroup> mappings;
  std::vector<Declared> declared;  // as last declared before the step
  std::vector<Note> notes;         // sent since the step before; keys in doc/marks.md
  Duration cost{};                 // what measuring it took
  friend bool operator==(const Step&, const Step&) = default;
};

// One message and its answer, as the program marked it.
struct Turn {
  std::uint64_t number = 0;
  Duration at{};  // since the run began
  std::uint64_t prompt_tokens = 0;
  std::uint64_t reply_tokens = 0;
  ProcessMemory process;  // from status, as in a sample
  Cards cards;
  friend bool operator==(const Turn&, const Turn&) = default;
};

// How the program ended.
struct End {
  enum class How { running, exited, signalled, lost } how = How::running;
  int value = 0;  // exit status or signal number
  friend bool operator==(const End&, const End&) = default;
};
std::string describe(const End& end);  // "exit 0", "signal 9", "lost", "running"

struct RunFacts {
  std::string id;  // START-PROGRAM, also the file's stem
  std::vector<std::string> argv;
  std::int64_t pid = 0;
  std::string started;  // ISO 8601, UTC
  std::string tare_version;
  std::vector<Note> host;  // kernel, libc, cpu, cores, memory, swap, thp, cgroup_limit, …
  friend bool operator==(const RunFacts&, const RunFacts&) = default;
};

// What recording itself cost.
struct Cost {
  std::uint64_t samples = 0;
  Duration recorder_cpu{};
  Reading recorder_rss;
  friend bool operator==(const Cost&, const Cost&) = default;
};

struct Run {
  RunFacts facts;
  std::vector<Step> steps;  // in order, parts included
  std::vector<Turn> turns;
  std::vector<Sample> samples;
  std::vector<Note> notes;  // notes sent after the last step, or by the recorder
  End end;
  Duration lasted{};
  Cost cost;
  friend bool operator==(const Run&, const Run&) = default;
};

// The value of the last note of that key in the step, or nothing.
std::optional<std::string_view> note(const Step& step, std::string_view key);

// What a chat says of each turn beside the turn mark: a note "NUMBER MILLISECONDS" (doc/marks.md).
constexpr std::string_view kTurnFirstToken = "turn.first_token_ms";
constexpr std::string_view kTurnReply = "turn.reply_ms";
std::map<std::uint64_t, double> first_token_of_turns(const Run& run);
// The same of another key that has a note per turn.
std::map<std::uint64_t, double> of_turns(const Run& run, std::string_view key);

// The run's last step of that name, or null.
const Step* find_step(const Run& run, std::string_view name);

}  // namespace tare
