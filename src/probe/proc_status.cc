#include "probe/proc_status.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "probe/kernel_line.h"

namespace tare {

namespace {

struct Field {
  std::string_view key;
  Reading ProcessMemory::* reading;
};

// In the order in which kernels print them: the next line is looked for from where the last stood.
constexpr std::array kFields = {
    Field{"VmLck", &ProcessMemory::locked},      Field{"VmHWM", &ProcessMemory::peak},
    Field{"VmRSS", &ProcessMemory::rss},         Field{"RssAnon", &ProcessMemory::anon},
    Field{"RssFile", &ProcessMemory::file},      Field{"RssShmem", &ProcessMemory::shmem},
    Field{"VmPTE", &ProcessMemory::page_tables}, Field{"VmSwap", &ProcessMemory::swap},
};

Reading value_of(const KernelLine& line) {
  if (auto bytes = kilobytes(line.value)) return *bytes;
  return Missing{Why::failed, fmt::format("{} of /proc/PID/status is not a size: '{}'", line.key,
                                          printable(trim(line.value), 64))};
}

Missing absent(std::string_view key) {
  return {Why::not_supported, fmt::format("this kernel's /proc/PID/status has no {}", key)};
}

// Why a status without any Vm line has none.
Missing without_lines(std::string_view text, char state) {
  if (text.empty()) return {Why::process_gone, "the process ended"};
  if (state == 'Z' || state == 'X') return {Why::process_gone, "the process ended (zombie)"};
  if (state == 0) return {Why::failed, "/proc/PID/status has no State line"};
  return {Why::not_supported, "a kernel thread has no memory of its own"};
}

}  // namespace

ProcessMemory without_memory(const Missing& reason) {
  ProcessMemory memory;
  for (const auto& field : kFields) memory.*field.reading = reason;
  memory.own = memory.uss = memory.pss = memory.smaps_rss = reason;
  return memory;
}

ProcessMemory parse_status(std::string_view text) {
  ProcessMemory memory;
  std::array<bool, kFields.size()> seen{};
  bool any = false;
  char state = 0;
  auto rest = text;
  while (auto raw = next_line(rest)) {
    if (raw->empty() || (raw->front() != 'V' && raw->front() != 'R' && raw->front() != 'S'))
      continue;
    auto line = split_line(*raw);
    if (!line) continue;
    if (line->key == "State") {
      auto word = trim(line->value);
      state = word.empty() ? '\0' : word.front();
    }
    for (std::size_t i = 0; i < kFields.size(); ++i) {
      if (seen[i] || kFields[i].key != line->key) continue;
      memory.*kFields[i].reading = value_of(*line);
      seen[i] = any = true;
      break;
    }
    if (seen.back()) break;  // VmSwap is the last of them; some 25 lines follow
  }
  if (!any) {
    auto gone = without_memory(without_lines(text, state));
    gone.uss = gone.pss = gone.smaps_rss = Missing{};
    return gone;
  }
  for (std::size_t i = 0; i < kFields.size(); ++i)
    if (!seen[i]) memory.*kFields[i].reading = absent(kFields[i].key);
  memory.own = memory.anon + memory.swap;
  return memory;
}

}  // namespace tare
