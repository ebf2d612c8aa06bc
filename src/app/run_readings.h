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
  // Of a process at rest (its memory is what it was), for what else a sample holds. An idle
  // recorder costs little but its reads of files that have gone cold: this is two thirds of them.
  static constexpr auto kAtRestEvery = std::chrono::seconds(1);

  // A process that is gone already, or may not be read, gives readings that say so.
  RunReadings(Platform& platform, std::vector<CardSource*> cards, pid_t pid, Duration cards_every);

  // Cheap: the process's memory fresh; machine files at most every 100 ms, cards at most every
  // `cards_every`; of a process at rest the machine and the page faults once a second.
  Sample sample(Instant now, Duration at);
  // All fresh, the process in full: `sample`, `peak_in_step`, `mappings` of the step. Of a process
  // that ended meanwhile no half of its memory is told.
  void measure(Step& step, Duration at);
  // Cheap, and the cards fresh.
  void measure(Turn& turn, Duration at);

  bool process_lives() { return process_ && process_->sample().rss; }

 private:
  const ProcessMemory& fresh_process(Instant now);
  Cards fresh_cards(Instant now);
  const MachineMemory& fresh_machine(Instant now);

  Platform* platform_;
  std::vector<CardSource*> sources_;
  pid_t pid_;
  Duration cards_every_;
  std::optional<ProcessProbe> process_;
  Missing no_process_;
  ProcessMemory memory_;  // as last sampled
  bool rests_ = false;
  std::optional<Instant> faults_read_;
  MachineProbe machine_probe_;
  MachineMemory machine_;
  std::optional<Instant> machine_read_;
  Cards cards_;
  std::optional<Instant> cards_read_;
};

}  // namespace tare
