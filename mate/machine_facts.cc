#include "mate/machine_facts.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"

namespace mate {

namespace {

struct Line {
  std::string_view key;
  std::string_view value;
};

Line cut(std::string_view line) {
  auto colon = line.find(':');
  if (colon == std::string_view::npos) return {tare::trim(line), {}};
  return {tare::trim(line.substr(0, colon)), tare::trim(line.substr(colon + 1))};
}

// "0-3,8" names five processors; 0 for a text that is no such list.
int count_listed(std::string_view list) {
  int count = 0;
  while (!list.empty()) {
    auto comma = list.find(',');
    auto range = list.substr(0, comma);
    auto dash = range.find('-');
    auto first = tare::to_number<int>(range.substr(0, dash));
    auto last =
        dash == std::string_view::npos ? first : tare::to_number<int>(range.substr(dash + 1));
    if (!first || !last || *first < 0 || *last < *first || *last > 1 << 16) return 0;
    count += *last - *first + 1;
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return count;
}

int allowed_cores(std::string_view status) {
  while (auto line = tare::next_line(status)) {
    auto [key, value] = cut(*line);
    if (key == "Cpus_allowed_list") return count_listed(value);
  }
  return 0;
}

// "200000 100000": two cores; "max 100000": no quota. Rounded up: half a core still runs a thread.
int quota_cores(std::string_view cpu_max) {
  auto quota = tare::next_word(cpu_max);
  auto period = tare::next_word(cpu_max);
  if (!quota || !period) return 0;
  auto most = tare::to_number<long>(*quota);
  auto each = tare::to_number<long>(*period);
  if (!most || !each || *most <= 0 || *each <= 0) return 0;
  return static_cast<int>(std::min((*most + *each - 1) / *each, 1L << 16));
}

}  // namespace

MachineFacts machine_facts(std::string_view cpuinfo, std::string_view status,
                           std::string_view cpu_max) {
  int processors = 0;
  std::string_view package;
  std::set<std::pair<std::string_view, std::string_view>> cores;
  while (auto line = tare::next_line(cpuinfo)) {
    auto [key, value] = cut(*line);
    if (key == "processor") ++processors;
    if (key == "physical id") package = value;
    if (key == "core id") cores.emplace(package, value);
  }
  MachineFacts facts;
  facts.logical_cores = std::max(1, processors);
  facts.physical_cores = cores.empty() ? facts.logical_cores : static_cast<int>(cores.size());
  facts.usable_cores = facts.logical_cores;
  for (int limit : {allowed_cores(status), quota_cores(cpu_max)}) {
    if (limit > 0) facts.usable_cores = std::min(facts.usable_cores, limit);
  }
  return facts;
}

MachineFacts read_machine_facts(tare::Platform& platform) {
  auto text = [&](const char* path) { return read_text(platform, path).value_or(std::string()); };
  return machine_facts(text("/proc/cpuinfo"), text("/proc/self/status"),
                       text("/sys/fs/cgroup/cpu.max"));
}

}  // namespace mate
