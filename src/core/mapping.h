// What one reading of smaps holds, grouped by name: the raw material of "who owns this byte".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tare {

enum class MappingKind { file, heap, stack, anonymous, shared_memory, kernel };
constexpr std::string_view name(MappingKind kind) {
  switch (kind) {
    case MappingKind::file:
      return "file";
    case MappingKind::heap:
      return "heap";
    case MappingKind::stack:
      return "stack";
    case MappingKind::anonymous:
      return "anonymous";
    case MappingKind::shared_memory:
      return "shared memory";
    case MappingKind::kernel:
      return "kernel";
  }
  return "kernel";
}

// The sum over all mappings of one path (or one kind of memory without a path) at one step.
struct MappingGroup {
  std::string name;  // a path as the kernel prints it, "[heap]", "[stack]", "anonymous", …
  MappingKind kind = MappingKind::anonymous;
  std::uint32_t count = 0;  // mappings summed
  Bytes size;               // reserved address space
  Bytes rss;
  Bytes pss;
  Bytes private_clean;
  Bytes private_dirty;
  Bytes shared;  // shared clean + shared dirty
  Bytes swap;
  Bytes locked;
  friend bool operator==(const MappingGroup&, const MappingGroup&) = default;
};

// own bytes of a group: private dirty + swap.
constexpr Bytes own(const MappingGroup& group) { return group.private_dirty + group.swap; }

struct GroupChange {
  std::string name;
  MappingKind kind = MappingKind::anonymous;
  ByteDelta rss;
  ByteDelta own;
};

// What changed between two steps, largest rss or own change (absolute) first; groups that did not
// change are left out.
std::vector<GroupChange> changes(const std::vector<MappingGroup>& before,
                                 const std::vector<MappingGroup>& after);

}  // namespace tare
