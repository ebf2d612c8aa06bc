// The memory of one process, measured from outside.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "core/mapping.h"
#include "core/sample.h"
#include "port/platform.h"
#include "probe/proc_smaps.h"

namespace tare {

struct StepMemory {
  ProcessMemory memory;                // own, uss, pss and smaps_rss from the mappings below
  std::vector<MappingGroup> mappings;  // empty when smaps could not be read: own says why
};

// Threads: one at a time. The platform must outlive the probe. A process that ends makes every
// later reading missing with Why::process_gone; it is never an error.
class ProcessProbe {
 public:
  // Keeps status and stat open. Refused when there is no such process; bad input for pid <= 0.
  static Result<ProcessProbe> open(Platform& platform, pid_t pid);

  // status and stat: costs the same whatever the size (tens of microseconds).
  ProcessMemory sample();

  // The two halves of a sample: all of its memory, and its page faults.
  ProcessMemory status();
  void add_faults(ProcessMemory& memory);

  // One streamed smaps and status: costs in proportion to resident 4 KiB pages.
  StepMemory step();

  // Highest rss since the last call (or since the process began), then begins anew: writes 5 to
  // clear_refs. Where that is refused the reading is missing, with the reason: the high-water mark
  // of the whole life would not be the step's.
  Reading take_peak();

  pid_t pid() const { return pid_; }

 private:
  ProcessProbe(Platform& platform, pid_t pid);

  Missing why(const Error& error) const;  // as missing(), and ENOENT means the process ended

  Platform* platform_;
  pid_t pid_;
  std::string smaps_path_;
  std::string clear_refs_path_;
  std::unique_ptr<TextFile> status_;
  std::unique_ptr<TextFile> stat_;
  SmapsParser smaps_;
};

}  // namespace tare
