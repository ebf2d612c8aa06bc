#include "mate/thread_governor.h"

#include <algorithm>

#include "base/text.h"

namespace mate {

namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(20);

}  // namespace

std::optional<int> running_tasks(std::string_view loadavg) {
  for (int i = 0; i < 3; ++i) {
    if (!tare::next_word(loadavg)) return std::nullopt;
  }
  auto word = tare::next_word(loadavg);
  if (!word) return std::nullopt;
  return tare::to_number<int>(word->substr(0, word->find('/')));
}

std::optional<char> task_state(std::string_view stat) {
  auto end = stat.rfind(") ");
  if (end == std::string_view::npos || end + 2 >= stat.size()) return std::nullopt;
  return stat[end + 2];
}

std::optional<int> count_cores(std::string_view list) {
  list = tare::trim(list);
  int cores = 0;
  while (!list.empty()) {
    auto range = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), range.size() + 1));
    auto dash = range.find('-');
    auto first = tare::to_number<int>(range.substr(0, dash));
    auto last =
        dash == std::string_view::npos ? first : tare::to_number<int>(range.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    cores += *last - *first + 1;
  }
  return cores > 0 ? std::optional(cores) : std::nullopt;
}

ThreadLimits thread_limits(tare::Platform& platform, int usable, int most) {
  ThreadLimits limits{.usable = std::max(1, usable), .most = std::max(1, most)};
  auto text = tare::read_text(platform, "/sys/devices/system/cpu/online");
  auto online = text ? count_cores(*text) : std::nullopt;
  limits.online = std::max(online.value_or(limits.usable), limits.usable);
  return limits;
}

ThreadGovernor::ThreadGovernor(tare::Platform& platform, ThreadLimits limits, bool fixed)
    : platform_(platform), policy_(limits), fixed_(fixed) {}

int ThreadGovernor::threads() {
  if (fixed_ || policy_.most() == 1) return policy_.most();
  LoadSight sight{.at = platform_.now()};
  if (writing_ && last_decode_) sight.token = sight.at - *last_decode_;
  last_decode_ = sight.at;
  if (!last_look_ || sight.at - *last_look_ >= kBetweenLooks) {
    last_look_ = sight.at;
    sight.others = others();
  }
  policy_.see(sight);
  return policy_.threads();
}

std::optional<int> ThreadGovernor::others() {
  if (!loadavg_) {
    auto file = platform_.open_text("/proc/loadavg");
    if (!file) return std::nullopt;
    loadavg_ = std::move(*file);
  }
  // A worker of ours may stop spinning between the two readings: it must not look like a program.
  auto own = own_running();
  auto text = loadavg_->read();
  if (!text) return std::nullopt;
  auto running = running_tasks(*text);
  if (!running) return std::nullopt;
  return std::max(0, *running - std::max(own, own_running()));
}

// Our workers may still spin at the last barrier: they are no other program.
int ThreadGovernor::own_running() {
  auto tasks = platform_.list("/proc/self/task");
  if (!tasks) return 1;
  int running = 0;
  for (const auto& task : *tasks) {
    auto stat = tare::read_text(platform_, "/proc/self/task/" + task + "/stat");
    if (stat && task_state(*stat) == 'R') ++running;
  }
  return std::max(1, running);
}

}  // namespace mate
