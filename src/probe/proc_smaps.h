// /proc/PID/smaps, streamed: every mapping added to its group, the totals from the same text.
// Format: proc(5); fields that a kernel adds are skipped.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "core/mapping.h"

namespace tare {

struct Smaps {
  std::vector<MappingGroup> groups;  // in order of first appearance
  MappingGroup total;                // the sum of the groups; name "total", kind of no meaning
  bool has_swap = false;             // at least one mapping had a Swap line
  std::optional<std::string> fault;  // why the text could not be understood; then trust no number
};

// Allocates when a name is new, never per line: 40,000 mappings make a million lines.
class SmapsParser {
 public:
  // The next piece; it must end at a line's end unless it is the last.
  void feed(std::string_view piece);
  // What was read; the parser is empty afterwards and keeps its memory.
  Smaps finish();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  void begin_mapping(std::string_view line);
  void end_mapping();
  void settle_file_pages();
  void add_field(std::string_view line);
  void fail(std::string_view why, std::string_view line);

  Smaps result_;
  // The kind follows from the name, so the name alone is the key.
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> index_;
  std::size_t current_ = 0;  // group of the mapping being read
  bool inside_ = false;
  Bytes dirty_;                     // Private_Dirty of the mapping being read
  std::optional<Bytes> anonymous_;  // its Anonymous; no line before Linux 2.6.34
  unsigned seen_ = 0;               // one bit for each field that every mapping must have
};

}  // namespace tare
