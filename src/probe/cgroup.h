// The memory limit that control groups set for this process (cgroups(7)), at its usual mounts.
#pragma once

#include "core/reading.h"
#include "port/platform.h"

namespace tare {

// The smallest limit of our group and the groups above it, version 2 or 1. Missing: no_limit when
// none is set (the word "max" is no missing file), not_supported without a memory controller.
Reading cgroup_memory_limit(Platform& platform);

// What those limits still leave to this process: the least of limit - usage over the same groups,
// where pages of files do not count as used, because the kernel drops them before it refuses.
// Missing as above; a group whose usage can't be read counts as empty.
Reading cgroup_memory_left(Platform& platform);

}  // namespace tare
