// /proc/PID/stat, as proc(5) documents it: fields by position, behind a name that may hold
// anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tare {

struct ProcStat {
  char state = '?';
  std::uint64_t minor_faults = 0;  // of the process since it began, without its children
  std::uint64_t major_faults = 0;
};

// Nothing when a field up to majflt is not there or not a number.
std::optional<ProcStat> parse_stat(std::string_view text);

}  // namespace tare
