#include "probe/cgroup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace tare {

namespace {

// Version 1 says "no limit" with the largest number of whole pages.
constexpr std::uint64_t kNoLimitV1 = std::uint64_t{1} << 62;

// Version 2 and 1 name the same things differently.
struct Names {
  const char* mount;
  const char* limit;
  const char* usage;
  std::array<std::string_view, 2> file_pages;  // keys of memory.stat
};
constexpr Names kVersion2{
    "/sys/fs/cgroup", "memory.max", "memory.current", {"inactive_file", "active_file"}};
constexpr Names kVersion1{"/sys/fs/cgroup/memory",
                          "memory.limit_in_bytes",
                          "memory.usage_in_bytes",
                          {"total_inactive_file", "total_active_file"}};

struct Hierarchy {
  const Names* names;
  std::string path;  // of our group below the mount, "/" for its root
};

bool has_memory(std::string_view controllers) {
  while (!controllers.empty()) {
    auto comma = controllers.find(',');
    if (controllers.substr(0, comma) == "memory") return true;
    controllers = comma == std::string_view::npos ? "" : controllers.substr(comma + 1);
  }
  return false;
}

// Lines of /proc/self/cgroup: "4:memory:/group", "0::/group". Version 1 wins where it has memory:
// a controller belongs to one version at a time.
std::optional<Hierarchy> hierarchy(std::string_view text) {
  std::optional<Hierarchy> found;
  while (auto line = next_line(text)) {
    auto first = line->find(':');
    auto second = line->find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    auto controllers = line->substr(first + 1, second - first - 1);
    std::string path(line->substr(second + 1));
    if (has_memory(controllers)) return Hierarchy{&kVersion1, path};
    if (controllers.empty()) found = Hierarchy{&kVersion2, path};
  }
  return found;
}

// Our group's folder and those above it. A container may see its own group as the mount's root.
std::vector<std::string> folders(const Hierarchy& group) {
  std::vector<std::string> all;
  for (auto path = group.path; path.size() > 1; path.erase(path.rfind('/')))
    all.push_back(group.names->mount + path);
  all.emplace_back(group.names->mount);
  return all;
}

// One group's limit; no_limit without one, not_supported without its file.
Reading limit_in(Platform& platform, const std::string& path) {
  auto text = read_text(platform, path);
  if (!text) return Missing{Why::not_supported, "no control group has a memory controller"};
  auto word = trim(*text);
  if (word == "max") return Missing{Why::no_limit, ""};
  auto limit = to_number<std::uint64_t>(word);
  if (!limit)
    return Missing{Why::failed,
                   fmt::format("{} holds no limit: '{}'", printable(path), printable(word, 64))};
  if (*limit >= kNoLimitV1) return Missing{Why::no_limit, ""};
  return Bytes{*limit};
}

// What the group holds and cannot drop: its usage without the pages of files.
Bytes held_in(Platform& platform, const std::string& folder, const Names& names) {
  auto usage = read_text(platform, folder + "/" + names.usage);
  auto held = usage ? to_number<std::uint64_t>(trim(*usage)).value_or(0) : 0;
  auto stat = read_text(platform, folder + "/memory.stat");
  if (!stat) return {held};
  std::string_view rest = *stat;
  while (auto line = next_line(rest)) {
    auto key = next_word(*line);
    if (!key || std::ranges::find(names.file_pages, *key) == names.file_pages.end()) continue;
    held -= std::min(held, to_number<std::uint64_t>(trim(*line)).value_or(0));
  }
  return {held};
}

// The least over the groups of what `measure` makes of a group's limit.
Reading least(Platform& platform, const std::function<Bytes(Bytes limit, const std::string& folder,
                                                            const Names& names)>& measure) {
  auto text = read_text(platform, "/proc/self/cgroup");
  if (!text) return missing(text.error());
  Reading found = Missing{Why::not_supported, "no control group has a memory controller"};
  auto group = hierarchy(*text);
  if (!group) return found;
  for (const auto& folder : folders(*group)) {
    auto limit = limit_in(platform, folder + "/" + group->names->limit);
    if (!limit && limit.missing().why == Why::failed) return limit;
    if (limit) {
      auto here = measure(*limit, folder, *group->names);
      if (!found || here < *found) found = here;
    } else if (!found && limit.missing().why == Why::no_limit) {
      found = limit;
    }
  }
  return found;
}

}  // namespace

Reading cgroup_memory_limit(Platform& platform) {
  return least(platform, [](Bytes limit, const std::string&, const Names&) { return limit; });
}

Reading cgroup_memory_left(Platform& platform) {
  return least(platform, [&](Bytes limit, const std::string& folder, const Names& names) {
    auto held = held_in(platform, folder, names);
    return held < limit ? Bytes{limit.value - held.value} : Bytes{};
  });
}

}  // namespace tare
