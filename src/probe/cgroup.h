// The memory limit that control groups set for this process (cgroups(7)), at its usual mounts.
#pragma once

#include "core/reading.h"
#include "port/platform.h"

namespace tare {

// The smallest limit of our group and the groups above it, version 2 or 1. Missing: no_limit when
// none is set (the word "max" is no missing file), not_supported without a memory controller.
Reading cgroup_memory_limit(Platform& platform);

}  // namespace tare
