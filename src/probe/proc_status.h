// /proc/PID/status, as proc(5) documents it.
#pragma once

#include <string_view>

#include "core/sample.h"

namespace tare {

// rss, its parts, swap, locked, peak, page tables, and own = RssAnon + VmSwap. What a kernel does
// not print is missing (RssAnon came with 4.5); a kernel thread has no memory, a zombie none any
// more: their readings say so. uss, pss, smaps_rss and the faults are left as they are by default.
ProcessMemory parse_status(std::string_view text);

// The same reason for every reading that status or smaps would give.
ProcessMemory without_memory(const Missing& reason);

}  // namespace tare
