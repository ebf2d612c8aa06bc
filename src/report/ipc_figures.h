// What a run of the scenario ipc says of avatar commands, read from its notes (doc/marks.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"

namespace tare {

// Nanoseconds.
struct IpcTimes {
  std::uint64_t count = 0;
  double median = 0;
  double p99 = 0;
  double highest = 0;
};

enum class IpcWay { call, wire, round_trip };
constexpr std::string_view name(IpcWay way) {
  switch (way) {
    case IpcWay::call:
      return "call";
    case IpcWay::wire:
      return "wire";
    case IpcWay::round_trip:
      return "round_trip";
  }
  return "call";
}
inline constexpr IpcWay kIpcWays[] = {IpcWay::call, IpcWay::wire, IpcWay::round_trip};

struct IpcRow {
  IpcWay way = IpcWay::call;
  std::string state;
  std::string command;
  IpcTimes times;
};

struct IpcQueue {
  std::string kind;
  std::uint64_t commands = 0;
  std::uint64_t bytes = 0;
};

struct IpcFigures {
  std::string avatar;  // "double" or HOST:PORT
  std::vector<IpcRow> rows;
  std::optional<IpcTimes> bare;
  std::uint64_t bare_bytes = 0;
  std::optional<double> cpu_soon;  // percent of a core
  std::optional<double> cpu_later;
  std::vector<IpcQueue> queue;

  const IpcTimes* find(IpcWay way, std::string_view state, std::string_view command) const;
};
// Notes that are none of these, or not sound, are left out.
IpcFigures ipc_figures(const Run& run);

}  // namespace tare
