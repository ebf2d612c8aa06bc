// What a live watch of the machine sees at one instant: every process, the machine, the cards.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/mapping.h"
#include "core/sample.h"

namespace tare {

struct ListedProcess {
  pid_t pid = 0;
  std::uint64_t serial = 0;  // one for each process seen: a pid that is used again gets a new one
  pid_t parent = 0;
  std::optional<std::uint32_t> user;
  char state = '?';     // proc(5): R, S, D, …
  std::string name;     // as the kernel has it, at most 15 bytes: foreign
  std::string command;  // arguments joined by blanks, cut: foreign; empty when there are none
  Reading rss;
  Reading own;   // RssAnon + VmSwap
  Reading swap;  // VmSwap
  friend bool operator==(const ListedProcess&, const ListedProcess&) = default;
};

struct WatchedProcess : ListedProcess {
  std::vector<Reading> held;  // on each card of the reading, in its order
  Reading vram;               // their sum; with no cards the reason
  friend bool operator==(const WatchedProcess&, const WatchedProcess&) = default;
};

struct WatchReading {
  Duration at{};  // since the watch began
  std::vector<WatchedProcess> processes;
  std::optional<Missing> no_processes;  // why the list is empty or old
  std::size_t kernel_threads = 0;
  MachineMemory machine;
  std::optional<Missing> no_pressure;
  Cards cards;  // CardMemory::process is not asked: see WatchedProcess::held
};

// The mappings of one process, read at `at`: own, uss and pss are of the same reading.
struct WatchedMappings {
  pid_t pid = 0;
  std::uint64_t serial = 0;
  Duration at{};
  ProcessMemory memory;
  std::vector<MappingGroup> largest;  // by rss, then by size; empty when memory.own says why
  Duration cost{};
};

}  // namespace tare
