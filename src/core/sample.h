// What was read of the process, the machine and the cards at one instant. Units: bytes unless the
// name says otherwise. Sources are the kernel's: proc(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "core/reading.h"

namespace tare {

struct ProcessMemory {
  Reading rss;          // VmRSS: resident set size, = anon + file + shmem
  Reading anon;         // RssAnon
  Reading file;         // RssFile: resident pages of mapped files, reclaimable when clean
  Reading shmem;        // RssShmem
  Reading swap;         // VmSwap
  Reading locked;       // VmLck
  Reading peak;         // VmHWM: highest rss since the process began or since it was last reset
  Reading page_tables;  // VmPTE
  Reading own;          // steps: private dirty + swap of smaps; samples: RssAnon + VmSwap
  // From smaps, so at steps only (not asked elsewhere).
  Reading uss;        // private clean + private dirty
  Reading pss;        // proportional share
  Reading smaps_rss;  // sum of Rss of the one reading of smaps from which uss and pss come
  std::optional<std::uint64_t> minor_faults;  // of the process since it began
  std::optional<std::uint64_t> major_faults;
  friend bool operator==(const ProcessMemory&, const ProcessMemory&) = default;
};

struct MachineMemory {
  Reading total;      // MemTotal
  Reading available;  // MemAvailable
  Reading swap_total;
  Reading swap_free;
  std::optional<double> pressure_some_avg10;  // PSI memory, percent of time
  std::optional<double> pressure_full_avg10;
  friend bool operator==(const MachineMemory&, const MachineMemory&) = default;
};

// RAM of the system in use, in percent: (total - available) / total, as psutil computes it.
std::optional<double> used_percent(const MachineMemory& machine);

enum class CardKind { nvidia, amd, drm, stand_in };
constexpr std::string_view name(CardKind kind) {
  switch (kind) {
    case CardKind::nvidia:
      return "nvidia";
    case CardKind::amd:
      return "amd";
    case CardKind::drm:
      return "drm";
    case CardKind::stand_in:
      return "stand-in";
  }
  return "drm";
}

// One card. `used` is the whole card's, other programs included; `process` is the process's alone.
struct CardMemory {
  std::string id;    // stable within a run: a PCI address, a UUID, "stand-in:0"
  std::string name;  // for people; a stand-in says that it is one
  CardKind kind = CardKind::drm;
  Reading total;
  Reading used;
  Reading process;
  friend bool operator==(const CardMemory&, const CardMemory&) = default;
};

// Every card that could be seen; `none` says why the list is empty or shorter than it might be.
struct Cards {
  std::vector<CardMemory> list;
  std::optional<Missing> none;
  friend bool operator==(const Cards&, const Cards&) = default;
};

// The sum over the cards. With no cards: missing, with the reason that `cards.none` gives.
Reading total_used(const Cards& cards);
Reading total_of_process(const Cards& cards);

struct Sample {
  Duration at{};  // since the run began
  ProcessMemory process;
  MachineMemory machine;
  Cards cards;
  friend bool operator==(const Sample&, const Sample&) = default;
};

}  // namespace tare
