#include "app/own_cost.h"

#include "base/text.h"
#include "probe/proc_status.h"

namespace tare {

namespace {

// proc(5): utime and stime are fields 14 and 15; the name in field 2 may hold anything, its last
// ')' ends it. User space sees ticks of 1/100 s whatever the kernel's own.
constexpr int kFieldAfterName = 3;
constexpr int kUserTime = 14;
constexpr auto kTick = std::chrono::milliseconds(10);

Duration cpu_of_stat(std::string_view stat) {
  auto name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return {};
  stat.remove_prefix(name_end + 1);
  for (int field = kFieldAfterName; field < kUserTime; ++field) next_word(stat);
  std::int64_t ticks = 0;
  for (int field = 0; field < 2; ++field) {
    auto word = next_word(stat);
    auto value = word ? to_number<std::int64_t>(*word) : std::nullopt;
    if (!value) return {};
    ticks += *value;
  }
  return ticks * kTick;
}

}  // namespace

OwnCost own_cost(Platform& platform) {
  OwnCost cost;
  if (auto stat = read_text(platform, "/proc/self/stat")) cost.cpu = cpu_of_stat(*stat);
  auto status = read_text(platform, "/proc/self/status");
  cost.rss = status ? parse_status(*status).rss : Reading(missing(status.error()));
  return cost;
}

}  // namespace tare
