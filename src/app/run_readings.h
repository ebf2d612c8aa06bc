// Everything that is read of process, machine and cards during a run, each no more often than it
// is worth.
#pragma once

#include <optional>
#include <vector>

#include "core/run.h"
#include "port/platform.h"
#include "probe/machine_probe.h"
#include "probe/process_probe.h"

namespace tare {

// Threads: one at a time. Platform and sources must outlive it.
class RunReadings {
 public:
  static constexpr auto kMachineEvery = std::chrono::milliseconds(100);

  // A process that is gone already, or may not be read, gives readings that say so.
  RunReadings(Platform& platform, std::vector<CardSource*> cards, pid_t pid, Duration cards_every);

  // Cheap: machine files at most every 100 ms, cards at most every `cards_every`.
  Sample sample(Instant now, Duration at);
  // All fresh, the process in full: `sample`, `peak_in_step`, `mappings` of the step. Of a process
  // that ended meanwhile no half of its memory is told.
  void measure(Step& step, Duration at);
  // Cheap, and the cards fresh.
  void measure(Turn& turn, Duration at);

  bool process_lives() { return process_ && process_->sample().rss; }

 private:
  Cards fresh_cards(Instant now);
  const MachineMemory& fresh_machine(Instant now);

  Platform* platform_;
  std::vector<CardSource*> sources_;
  pid_t pid_;
  Duration cards_every_;
  std::optional<ProcessProbe> process_;
  Missing no_process_;
  MachineProbe machine_probe_;
  MachineMemory machine_;
  std::optional<Instant> machine_read_;
  Cards cards_;
  std::optional<Instant> cards_read_;
};

}  // namespace tare
