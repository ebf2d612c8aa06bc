#include "probe/proc_smaps.h"

#include <fmt/format.h>

#include <cstring>

#include "base/text.h"
#include "probe/kernel_line.h"
#include "probe/mapping_name.h"

namespace tare {

namespace {

enum Required : unsigned { kSize = 1, kRss = 2, kPss = 4, kDirty = 8, kAll = 15 };

struct Target {
  Bytes MappingGroup::* part = nullptr;  // null: a field of no interest
  unsigned required = 0;
};

// By first letter and length: no key of interest shares both with another key of any kernel, but
// each is compared whole all the same.
Target target_of(std::string_view key) {
  switch (key.front()) {
    case 'S':
      if (key == "Size") return {&MappingGroup::size, kSize};
      if (key == "Swap") return {&MappingGroup::swap};
      if (key == "Shared_Clean" || key == "Shared_Dirty") return {&MappingGroup::shared};
      return {};
    case 'R':
      if (key == "Rss") return {&MappingGroup::rss, kRss};
      return {};
    case 'P':
      if (key == "Pss") return {&MappingGroup::pss, kPss};
      if (key == "Private_Clean") return {&MappingGroup::private_clean};
      if (key == "Private_Dirty") return {&MappingGroup::private_dirty, kDirty};
      return {};
    case 'L':
      if (key == "Locked") return {&MappingGroup::locked};
      return {};
    default:
      return {};
  }
}

bool hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// The last column of "start-end perms offset dev inode   name", or nothing for another line.
std::optional<std::string_view> name_column(std::string_view line) {
  std::size_t i = 0;
  while (i < line.size() && hex(line[i])) ++i;
  if (i == 0 || i >= line.size() || line[i] != '-') return std::nullopt;
  for (int column = 0; column < 5; ++column) {
    if (i >= line.size()) return std::nullopt;
    while (i < line.size() && line[i] != ' ') ++i;
    if (column < 4) ++i;
  }
  while (i < line.size() && line[i] == ' ') ++i;
  return line.substr(i);
}

void add(MappingGroup& to, const MappingGroup& group) {
  to.count += group.count;
  to.size += group.size;
  to.rss += group.rss;
  to.pss += group.pss;
  to.private_clean += group.private_clean;
  to.private_dirty += group.private_dirty;
  to.shared += group.shared;
  to.swap += group.swap;
  to.locked += group.locked;
}

}  // namespace

void SmapsParser::fail(std::string_view why, std::string_view line) {
  if (!result_.fault) result_.fault = fmt::format("smaps: {}: '{}'", why, printable(line, 100));
}

// The kernel calls a page of a file dirty also when it is the page cache that has yet to write it
// to disk, as after a build. Such pages are no memory of the process's own: only its copies are,
// and those are anonymous.
void SmapsParser::settle_file_pages() {
  auto& group = result_.groups[current_];
  if (group.kind != MappingKind::file || !anonymous_ || *anonymous_ >= dirty_) return;
  auto unwritten = Bytes{dirty_.value - anonymous_->value};
  group.private_dirty.value -= unwritten.value;
  group.private_clean += unwritten;
}

void SmapsParser::end_mapping() {
  if (inside_ && seen_ != kAll) fail("a mapping is cut short", result_.groups[current_].name);
  if (inside_) settle_file_pages();
  inside_ = false;
  dirty_ = {};
  anonymous_.reset();
}

void SmapsParser::begin_mapping(std::string_view line) {
  end_mapping();
  auto column = name_column(line);
  if (!column) return fail("not a mapping", line);
  auto [name, kind] = mapping_name(*column);
  // Mappings of one file follow one another.
  if (current_ >= result_.groups.size() || result_.groups[current_].name != name) {
    auto known = index_.find(name);
    if (known == index_.end()) {
      known = index_.emplace(name, result_.groups.size()).first;
      result_.groups.push_back({.name = std::string(name), .kind = kind});
    }
    current_ = known->second;
  }
  ++result_.groups[current_].count;
  inside_ = true;
  seen_ = 0;
}

void SmapsParser::add_field(std::string_view line) {
  auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || !inside_)
    return fail("not a field of a mapping", line);
  auto key = line.substr(0, colon);
  auto target = target_of(key);
  bool anonymous = key == "Anonymous";
  if (target.part == nullptr && !anonymous) return;
  auto bytes = kilobytes(line.substr(colon + 1));
  if (!bytes) return fail("not a size", line);
  if (anonymous) {
    anonymous_ = *bytes;
    return;
  }
  result_.groups[current_].*target.part += *bytes;
  if (target.required == kDirty) dirty_ = *bytes;
  seen_ |= target.required;
  if (target.part == &MappingGroup::swap) result_.has_swap = true;
}

void SmapsParser::feed(std::string_view piece) {
  const char* at = piece.data();
  const char* end = at + piece.size();
  while (at < end) {
    const auto* stop =
        static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (stop == nullptr) stop = end;
    std::string_view line(at, static_cast<std::size_t>(stop - at));
    at = stop + 1;
    if (line.empty()) {
      fail("an empty line", line);
    } else if (hex(line.front())) {
      begin_mapping(line);
    } else {
      add_field(line);
    }
  }
}

Smaps SmapsParser::finish() {
  end_mapping();
  result_.total.name = "total";
  for (const auto& group : result_.groups) add(result_.total, group);
  index_.clear();
  current_ = 0;
  return std::exchange(result_, {});
}

}  // namespace tare
