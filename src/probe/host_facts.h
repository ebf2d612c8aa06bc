// What of the machine may explain a difference between two runs, recorded once with each run.
#pragma once

#include <vector>

#include "core/run.h"
#include "port/platform.h"

namespace tare {

// Keys: kernel, libc, cpu, cores, affinity, memory, swap, thp, overcommit, cgroup_limit, load,
// damon, zswap, and env.NAME for each variable of a fixed list that is set (allocator, OpenMP and
// GPU selection; nothing else of the environment). Sizes are bytes in digits. A fact that cannot be
// had is left out, except cgroup_limit, whose reason is a fact ("no limit").
std::vector<Note> host_facts(Platform& platform);

// The kernel's choice of "always [madvise] never": the word in brackets, or nothing.
std::string_view chosen(std::string_view text);

}  // namespace tare
