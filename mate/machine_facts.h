// What the choice of a profile needs to know about the machine.
#pragma once

#include <string_view>

#include "port/platform.h"

namespace mate {

struct MachineFacts {
  int physical_cores = 1;
  int logical_cores = 1;
  int usable_cores = 1;  // of this process: affinity and the cgroup's quota, at least 1
  bool has_gpu = false;  // filled from the engine's devices by whoever has one
};

// From the texts of /proc/cpuinfo, /proc/self/status and the cgroup's cpu.max (empty: no quota).
// Without topology in cpuinfo (ARM), every processor counts as a core. `has_gpu` stays false.
MachineFacts machine_facts(std::string_view cpuinfo, std::string_view status,
                           std::string_view cpu_max);

// The same, read from the machine; a text that cannot be had limits nothing.
MachineFacts read_machine_facts(tare::Platform& platform);

}  // namespace mate
