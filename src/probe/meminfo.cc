#include "probe/meminfo.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "probe/kernel_line.h"

namespace tare {

namespace {

struct Field {
  std::string_view key;
  Reading MachineMemory::* reading;
};

constexpr std::array kFields = {
    Field{"MemTotal", &MachineMemory::total},
    Field{"MemAvailable", &MachineMemory::available},
    Field{"SwapTotal", &MachineMemory::swap_total},
    Field{"SwapFree", &MachineMemory::swap_free},
};

Reading value_of(const KernelLine& line) {
  if (auto bytes = kilobytes(line.value)) return *bytes;
  return Missing{Why::failed, fmt::format("{} of /proc/meminfo is not a size: '{}'", line.key,
                                          printable(trim(line.value), 64))};
}

}  // namespace

MachineMemory parse_meminfo(std::string_view text) {
  MachineMemory memory;
  std::array<bool, kFields.size()> seen{};
  auto rest = text;
  while (auto raw = next_line(rest)) {
    if (raw->empty() || (raw->front() != 'M' && raw->front() != 'S')) continue;
    auto line = split_line(*raw);
    if (!line) continue;
    for (std::size_t i = 0; i < kFields.size(); ++i) {
      if (seen[i] || kFields[i].key != line->key) continue;
      memory.*kFields[i].reading = value_of(*line);
      seen[i] = true;
      break;
    }
    if (seen.back()) break;
  }
  for (std::size_t i = 0; i < kFields.size(); ++i)
    if (!seen[i])
      memory.*kFields[i].reading = Missing{
          Why::not_supported, fmt::format("this kernel's /proc/meminfo has no {}", kFields[i].key)};
  return memory;
}

Pressure parse_pressure(std::string_view text) {
  Pressure pressure;
  while (auto line = next_line(text)) {
    auto kind = next_word(*line);
    auto word = next_word(*line);
    if (!kind || !word || !word->starts_with("avg10=")) continue;
    auto value = to_real(word->substr(6));
    if (*kind == "some") pressure.some_avg10 = value;
    if (*kind == "full") pressure.full_avg10 = value;
  }
  return pressure;
}

}  // namespace tare
