#include "core/mapping.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace tare {

std::vector<GroupChange> changes(const std::vector<MappingGroup>& before,
                                 const std::vector<MappingGroup>& after) {
  using Key = std::pair<std::string, MappingKind>;
  std::map<Key, GroupChange> by_name;
  auto add = [&](const MappingGroup& group, int sign) {
    auto& change = by_name[{group.name, group.kind}];
    change.name = group.name;
    change.kind = group.kind;
    change.rss.value += sign * static_cast<std::int64_t>(group.rss.value);
    change.own.value += sign * static_cast<std::int64_t>(own(group).value);
  };
  for (const auto& group : before) add(group, -1);
  for (const auto& group : after) add(group, +1);

  std::vector<GroupChange> list;
  for (auto& [key, change] : by_name)
    if (change.rss != ByteDelta{} || change.own != ByteDelta{}) list.push_back(std::move(change));
  auto weight = [](const GroupChange& c) {
    return std::max(std::llabs(c.rss.value), std::llabs(c.own.value));
  };
  std::ranges::stable_sort(list, std::ranges::greater{}, weight);
  return list;
}

}  // namespace tare
