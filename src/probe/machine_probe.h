// The machine's memory: meminfo and memory pressure (PSI).
#pragma once

#include <memory>
#include <optional>

#include "core/sample.h"
#include "port/platform.h"

namespace tare {

// Threads: one at a time. The platform must outlive the probe.
class MachineProbe {
 public:
  explicit MachineProbe(Platform& platform);

  // Through kept descriptors: tens of microseconds.
  MachineMemory read();

  // Why the pressure of read() is empty, when the kernel does not give it.
  const std::optional<Missing>& no_pressure() const { return no_pressure_; }

 private:
  std::unique_ptr<TextFile> meminfo_;
  std::unique_ptr<TextFile> pressure_;
  Missing no_meminfo_;
  std::optional<Missing> no_pressure_;
};

}  // namespace tare
