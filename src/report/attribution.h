// Who a step's difference belongs to: lists whose rows add up to the difference of RSS. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"

namespace tare {

enum class ShareKind {
  mapping,     // `name` is the kernel's
  declared,    // `name` is the owner's, as the program declared it
  heap_other,  // heap in use that no declared owner covers
  others,      // `count` smaller rows in one
  remainder,   // what is left, signed
};
struct Share {
  ShareKind kind = ShareKind::mapping;
  std::string name;
  MappingKind mapping = MappingKind::anonymous;
  std::size_t count = 0;
  ByteDelta rss;
  std::optional<ByteDelta> own;       // unknown for what was only declared
  std::optional<ByteDelta> reserved;  // where it differs from what is resident
};

// What each library and mapping changed from `before` to `after`: the `keep` largest, the others in
// one row, and a remainder where VmRSS and the sum of smaps differ by the kernel's per-thread
// counters. Empty when either step has no RSS or no mappings.
std::vector<Share> library_costs(const Step& before, const Step& after, std::size_t keep);

// Who keeps what `after` holds above `reference`. The heap's bytes are told by declared owners
// where the program declares its heap: KV, compute and output buffers and SQLite lie in it. What
// the allocator keeps counts as far as the heap's mappings are resident beyond what is in use:
// trimmed pages are kept as addresses only. The signed remainder is negative where declared bytes
// are not resident.
std::vector<Share> kept_above(const Step& reference, const Step& after, std::size_t keep);

// Steps of Desktop-Mate's profiles that get these lists.
bool tells_libraries(std::string_view step);
// The step that `step` is told against ("7 unloaded": "2 engine made"), or nothing.
std::optional<std::string_view> kept_reference(std::string_view step);

}  // namespace tare
