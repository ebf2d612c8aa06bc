// What this process holds, as lines for a log: at the load, at the first reply, then on a timer
// that is looked at after each reply (an idle companion costs nothing), with one warning for each
// time the resident memory rises over a threshold.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "core/sample.h"
#include "mate/ram_alert.h"

namespace mate {

// Where a process's numbers come from. Both may be left empty in tests.
struct MemorySources {
  std::function<tare::ProcessMemory()> process;
  std::function<tare::Cards()> cards;
};

// The heap by glibc's mallinfo2.
struct HeapUse {
  tare::Bytes in_use;  // uordblks + hblkhd
  tare::Bytes kept;    // fordblks: free, not given back to the system
};
HeapUse heap_use();

class MemoryWatch {
 public:
  using Log = std::function<void(std::string_view line)>;

  // `interval` zero: no timer. The clock comes with each call, so that tests have their own.
  MemoryWatch(MemorySources sources, Log log, tare::Duration interval, tare::Bytes alert_above);

  // Writes one line now ("model loaded: RAM 160.00 MiB (own 66.21), VRAM 1.00 MiB of process").
  void log(std::string_view event);
  // After a reply: the first one is logged, later ones when the interval has passed. Warns.
  void after_reply(tare::Instant now);
  // Warns when the threshold was crossed; called by the two above.
  void check();

  tare::ProcessMemory process() const;
  tare::Cards cards() const;
  int warnings() const { return warnings_; }

 private:
  MemorySources sources_;
  Log log_;
  tare::Duration interval_;
  RamAlert alert_;
  std::optional<tare::Instant> last_;
  int warnings_ = 0;
};

// "160.00 MiB", or the reason in words: "not permitted".
std::string reading_text(const tare::Reading& reading);

}  // namespace mate
