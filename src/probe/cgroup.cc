#include "probe/cgroup.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace tare {

namespace {

// Version 1 says "no limit" with the largest number of whole pages.
constexpr std::uint64_t kNoLimitV1 = std::uint64_t{1} << 62;

struct Hierarchy {
  std::string mount;
  std::string path;  // of our group below the mount, "/" for its root
  std::string file;
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
    if (has_memory(controllers))
      return Hierarchy{"/sys/fs/cgroup/memory", path, "memory.limit_in_bytes"};
    if (controllers.empty()) found = Hierarchy{"/sys/fs/cgroup", path, "memory.max"};
  }
  return found;
}

struct Search {
  bool any_file = false;
  std::optional<Bytes> least;
  std::optional<Missing> fault;
};

void look(Platform& platform, const std::string& path, Search& search) {
  auto text = read_text(platform, path);
  if (!text) return;
  search.any_file = true;
  auto word = trim(*text);
  if (word == "max") return;
  auto limit = to_number<std::uint64_t>(word);
  if (!limit) {
    search.fault = Missing{
        Why::failed, fmt::format("{} holds no limit: '{}'", printable(path), printable(word, 64))};
  } else if (*limit < kNoLimitV1 && (!search.least || Bytes{*limit} < *search.least)) {
    search.least = Bytes{*limit};
  }
}

}  // namespace

Reading cgroup_memory_limit(Platform& platform) {
  auto text = read_text(platform, "/proc/self/cgroup");
  if (!text) return missing(text.error());
  auto group = hierarchy(*text);
  if (!group) return Missing{Why::not_supported, "no control group has a memory controller"};
  Search search;
  for (auto path = group->path; path.size() > 1; path.erase(path.rfind('/')))
    look(platform, group->mount + path + "/" + group->file, search);
  // A container may see its own group as the mount's root.
  look(platform, group->mount + "/" + group->file, search);
  if (search.fault) return *search.fault;
  if (search.least) return *search.least;
  if (search.any_file) return Missing{Why::no_limit, ""};
  return Missing{Why::not_supported, "no control group has a memory controller"};
}

}  // namespace tare
