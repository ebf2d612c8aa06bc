// /proc/meminfo and /proc/pressure/memory, as proc(5) and the kernel's accounting/psi document
// them.
#pragma once

#include <optional>
#include <string_view>

#include "core/sample.h"

namespace tare {

// total, available, swap_total, swap_free. MemAvailable came with Linux 3.14.
MachineMemory parse_meminfo(std::string_view text);

// "some avg10=0.12 …": percent of time in which some or all tasks waited for memory.
struct Pressure {
  std::optional<double> some_avg10;
  std::optional<double> full_avg10;
};
Pressure parse_pressure(std::string_view text);

}  // namespace tare
