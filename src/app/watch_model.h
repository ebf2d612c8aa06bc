// What the watch shows, and what keys do to it: values, without terminal or clock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/watch_alert.h"
#include "core/run.h"
#include "core/watch.h"

namespace tare {

// The last readings of something, nothing where there was none.
class History {
 public:
  static constexpr std::size_t kMost = 160;
  void add(const Reading& reading);
  std::size_t size() const { return values_.size(); }
  // 0 is the newest.
  std::optional<Bytes> back(std::size_t age) const { return values_[values_.size() - 1 - age]; }

 private:
  std::deque<std::optional<Bytes>> values_;
};

enum class SortBy { ram, own, vram, pid, name };

struct Track {
  WatchedProcess now;  // as last read
  History ram;
  History own;
  History vram;
  WatchAlert alert;
  bool ended = false;  // kept because it is selected or was asked for
};

// A key as a terminal gives it.
struct Key {
  enum class Kind { text, up, down, page_up, page_down, home, end, backspace, enter, escape };
  Kind kind = Kind::text;
  char32_t character = 0;
  static Key of(char32_t c) { return {Kind::text, c}; }
};

enum class KeyAnswer {
  none,      // not a key of ours
  redraw,    // something that is seen changed
  interval,  // model.interval changed
  read,      // read at once
  quit,      // the user wants to leave
};

struct WatchSettings {
  Duration interval = std::chrono::seconds(1);
  Bytes threshold;            // of a process's RAM; 0: none
  std::optional<pid_t> root;  // only this process and its descendants
};

// The program that we started, when we did.
struct WatchedProgram {
  std::vector<std::string> argv;
  pid_t pid = 0;
  End end;
  std::string output_file;
  std::vector<std::string> output;  // its last lines
};

struct WatchStep {
  std::string name;
  bool part = false;
  Duration at{};
  Reading ram;
  Reading own;
  Reading vram;
};

class WatchModel {
 public:
  static constexpr auto kLeast = std::chrono::milliseconds(100);
  static constexpr auto kMostInterval = std::chrono::seconds(60);

  explicit WatchModel(WatchSettings settings);

  // A new reading. Returns how many processes rose over the threshold with it.
  int take(WatchReading reading);
  void take(WatchedMappings mappings);
  void take(const Step& step);
  void take(const Turn& turn) { last_turn = turn; }

  // quit is asked for twice while our program runs (`leaving` says that it was asked once).
  KeyAnswer press(const Key& key);

  // The processes that are shown, in order; valid until the next take() or press().
  const std::vector<const Track*>& rows() const { return rows_; }
  const Track* selected() const;
  std::size_t selected_row() const;  // 0 when nothing is
  bool in_scope(const WatchedProcess& process) const;
  std::size_t above_threshold() const;
  // Processes whose cards' share is asked for each time: the selected one and the family.
  std::vector<pid_t> attention() const;

  WatchSettings settings;
  WatchReading reading;                     // the last
  std::optional<WatchedMappings> mappings;  // of the process that was selected when they were read
  std::deque<WatchStep> steps;              // the last
  std::size_t steps_seen = 0;
  std::optional<Turn> last_turn;
  std::optional<WatchedProgram> program;
  std::string warning;  // the last: a mark that was none
  History machine_used;
  std::map<std::string, History> card_used;  // by id
  SortBy sort = SortBy::ram;
  std::string filter;
  bool typing_filter = false;
  bool paused = false;
  bool help = false;
  bool leaving = false;

 private:
  void take_process(const WatchedProcess& process, int& rises);
  void drop_ended();
  void arrange();  // rows_ and the selection
  std::uint64_t first_choice() const;
  void follow_family();
  bool matches(const Track& track) const;
  bool before(const Track& a, const Track& b) const;
  void move(std::ptrdiff_t by);
  KeyAnswer press_in_filter(const Key& key);
  KeyAnswer press_letter(char32_t c);
  KeyAnswer set_interval(Duration interval);
  KeyAnswer quit();

  std::map<std::uint64_t, Track> tracks_;  // by serial
  std::set<std::uint64_t> family_;         // of the root, those that left it too
  std::vector<const Track*> rows_;
  std::uint64_t selected_ = 0;  // serial
};

}  // namespace tare
