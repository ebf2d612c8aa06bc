#include "report/attribution.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "core/figures.h"

namespace tare {

namespace {

// Owners that lie in the allocator's heap when their device is RAM.
constexpr std::array<std::string_view, 4> kInHeap = {"KV cache", "compute buffers", "output buffer",
                                                     "SQLite"};
constexpr std::string_view kHeapInUse = "heap in use";
constexpr std::string_view kHeapKept = "heap kept by the allocator";

std::optional<Bytes> declared(const Step& step, std::string_view owner) {
  for (const auto& row : step.declared)
    if (row.owner == owner && row.device.empty() && row.reserved) return *row.reserved;
  return std::nullopt;
}

ByteDelta declared_change(const Step& before, const Step& after, std::string_view owner) {
  return declared(after, owner).value_or(Bytes{}) - declared(before, owner).value_or(Bytes{});
}

ByteDelta sum(const std::vector<Share>& list) {
  ByteDelta total;
  for (const auto& share : list) total = total + share.rss;
  return total;
}

// The `keep` largest, largest first; the others in one row.
std::vector<Share> keep_largest(std::vector<Share> list, std::size_t keep) {
  std::erase_if(list, [](const Share& s) {
    return s.rss == ByteDelta{} && s.reserved.value_or(ByteDelta{}) == ByteDelta{};
  });
  std::ranges::stable_sort(list, std::ranges::greater{},
                           [](const Share& s) { return std::llabs(s.rss.value); });
  if (list.size() <= keep + 1) return list;
  Share others{.kind = ShareKind::others, .count = list.size() - keep, .own = ByteDelta{}};
  for (std::size_t i = keep; i < list.size(); ++i) {
    others.rss = others.rss + list[i].rss;
    others.own = *others.own + list[i].own.value_or(ByteDelta{});
  }
  list.resize(keep);
  list.push_back(std::move(others));
  return list;
}

// Closes the list with what is left of the difference.
std::vector<Share> closed(std::vector<Share> list, ByteDelta difference) {
  auto left = difference - sum(list);
  if (left != ByteDelta{}) list.push_back({.kind = ShareKind::remainder, .rss = left});
  return list;
}

bool heap_like(MappingKind kind) {
  return kind == MappingKind::heap || kind == MappingKind::anonymous;
}

}  // namespace

std::vector<Share> library_costs(const Step& before, const Step& after, std::size_t keep) {
  auto difference = tare::difference(after.sample.process.rss, before.sample.process.rss);
  if (!difference || after.mappings.empty()) return {};
  std::vector<Share> list;
  for (const auto& change : changes(before.mappings, after.mappings))
    list.push_back(
        {.name = change.name, .mapping = change.kind, .rss = change.rss, .own = change.own});
  return closed(keep_largest(std::move(list), keep), *difference);
}

std::vector<Share> kept_above(const Step& reference, const Step& after, std::size_t keep) {
  auto difference = tare::difference(after.sample.process.rss, reference.sample.process.rss);
  if (!difference || after.mappings.empty()) return {};
  bool heap_declared = declared(after, kHeapInUse).has_value();
  std::vector<Share> list;
  ByteDelta heap_rss;
  for (const auto& change : changes(reference.mappings, after.mappings)) {
    // Where the heap is declared, its mappings are told by owner instead of twice.
    if (heap_declared && heap_like(change.kind)) {
      heap_rss = heap_rss + change.rss;
      continue;
    }
    list.push_back(
        {.name = change.name, .mapping = change.kind, .rss = change.rss, .own = change.own});
  }
  if (heap_declared) {
    auto other = declared_change(reference, after, kHeapInUse);
    for (auto owner : kInHeap) {
      auto change = declared_change(reference, after, owner);
      other = other - change;
      list.push_back({.kind = ShareKind::declared, .name = std::string(owner), .rss = change});
    }
    list.push_back({.kind = ShareKind::heap_other, .rss = other});
    auto kept = declared_change(reference, after, kHeapKept);
    auto in_use = declared_change(reference, after, kHeapInUse);
    auto least = std::min(kept, ByteDelta{});
    auto most = std::max(kept, ByteDelta{});
    list.push_back({.kind = ShareKind::declared,
                    .name = std::string(kHeapKept),
                    .rss = std::clamp(heap_rss - in_use, least, most),
                    .reserved = kept});
  }
  return closed(keep_largest(std::move(list), keep), *difference);
}

bool tells_libraries(std::string_view step) {
  return step == steps::kConfiguration || step == steps::kQt || step == steps::kLibraries;
}

std::optional<std::string_view> kept_reference(std::string_view step) {
  if (step == steps::kReset || step == steps::kUnloadedAfterChat) return steps::kEngine;
  if (step == steps::kUnloadedAfterLoad) return steps::kLibraries;
  return std::nullopt;
}

}  // namespace tare
