#include "probe/machine_probe.h"

#include <cerrno>
#include <utility>

#include "probe/meminfo.h"

namespace tare {

namespace {

constexpr const char* kMeminfo = "/proc/meminfo";
constexpr const char* kPressure = "/proc/pressure/memory";

Missing why_no_pressure(const Error& error) {
  // A kernel that left PSI off has no such file; some let it be opened and fail each read.
  if (error.system == ENOENT || error.system == EOPNOTSUPP)
    return {Why::not_supported,
            "the kernel gives no memory pressure (PSI): Linux 4.20 or later, booted with psi=1"};
  return missing(error);
}

}  // namespace

MachineProbe::MachineProbe(Platform& platform) {
  auto meminfo = platform.open_text(kMeminfo);
  if (meminfo) {
    meminfo_ = std::move(*meminfo);
  } else {
    no_meminfo_ = missing(meminfo.error());
  }
  auto pressure = platform.open_text(kPressure);
  if (pressure) {
    pressure_ = std::move(*pressure);
  } else {
    no_pressure_ = why_no_pressure(pressure.error());
  }
}

MachineMemory MachineProbe::read() {
  MachineMemory memory{no_meminfo_, no_meminfo_, no_meminfo_, no_meminfo_, {}, {}};
  if (meminfo_) {
    auto text = meminfo_->read();
    if (text) {
      memory = parse_meminfo(*text);
    } else {
      auto reason = missing(text.error());
      memory = {reason, reason, reason, reason, {}, {}};
    }
  }
  if (!pressure_) return memory;
  auto text = pressure_->read();
  if (!text) {
    no_pressure_ = why_no_pressure(text.error());
    pressure_.reset();  // it stays off until the next boot
    return memory;
  }
  auto pressure = parse_pressure(*text);
  memory.pressure_some_avg10 = pressure.some_avg10;
  memory.pressure_full_avg10 = pressure.full_avg10;
  return memory;
}

}  // namespace tare
