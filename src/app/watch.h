// Watches the machine: every process cheaply at each reading, the mappings of one when they are
// worth their cost.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "core/watch.h"
#include "port/platform.h"
#include "probe/machine_probe.h"
#include "probe/process_list.h"

namespace tare {

// When the mappings of the selected process are read: once a selection has rested, then no sooner
// than five seconds and 400 times their cost after the last reading, so that they take a quarter of
// a percent of a core at most. Another selection waits 20 times that cost at most. Pure.
class MappingsSchedule {
 public:
  static constexpr auto kRest = std::chrono::milliseconds(250);
  static constexpr auto kPause = std::chrono::seconds(5);
  static constexpr int kTimesCost = 400;
  static constexpr int kTimesCostOfAnother = 20;

  // The process that is selected now (its serial; 0: none).
  void select(std::uint64_t serial, Instant now);
  // When to read next; nothing while nothing is selected.
  std::optional<Instant> due() const;
  void done(Instant now, Duration cost);

 private:
  std::uint64_t serial_ = 0;
  Instant due_{};
  Instant not_before_{};  // whatever is selected: fast fingers must not cost more
};

// Threads: one at a time. Platform and sources must outlive it.
class Watch {
 public:
  Watch(Platform& platform, std::vector<CardSource*> cards, ProcessList::Options options);

  // Processes, machine, cards. `attention`: processes whose share of the cards is asked for each
  // time, where a source can only be asked process by process; the others have their turns.
  WatchReading read(const std::vector<pid_t>& attention);

  // One streamed smaps: costs in proportion to resident pages.
  WatchedMappings mappings(const ListedProcess& process);

 private:
  void share_cards(WatchReading& reading, const std::vector<pid_t>& attention);
  std::vector<pid_t> candidates(const WatchReading& reading, const std::vector<pid_t>& attention);

  Platform* platform_;
  std::vector<CardSource*> sources_;
  Instant begin_;
  ProcessList processes_;
  MachineProbe machine_;
  std::set<pid_t> card_users_;  // seen to hold memory on a card
  unsigned tick_ = 0;
};

}  // namespace tare
