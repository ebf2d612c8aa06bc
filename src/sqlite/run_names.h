// What repeats in a run is stored once and named by a number: cards, mapped regions, and sets of
// reasons why readings are missing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/mapping.h"
#include "core/sample.h"
#include "sqlite/database.h"

namespace tare {

// The missing readings of one row. "Not asked" without a detail is what a bare NULL means, so it is
// left out.
class MissingSet {
 public:
  void add(std::string_view reading, const Missing& missing) {
    if (missing != Missing{}) keep(reading, missing);
  }
  void keep(std::string_view reading, const Missing& missing);  // whatever it is
  bool empty() const { return entries_.empty(); }
  const std::string& key() const { return key_; }
  const auto& entries() const { return entries_; }

 private:
  std::string key_;                                                   // tells sets apart
  std::vector<std::pair<std::string_view, const Missing*>> entries_;  // borrowed
};

class RunNames {
 public:
  static Result<RunNames> open(Database& database);

  // The set's number; nothing for an empty set.
  Result<std::optional<std::int64_t>> missing(const MissingSet& set);
  Result<std::int64_t> card(const CardMemory& card);
  Result<std::int64_t> region(const MappingGroup& group);

  // After a rollback: numbers given since are void. Later ones may repeat a name, never a number.
  void forget();

 private:
  using Numbers = std::map<std::string, std::int64_t, std::less<>>;
  RunNames(Statement missing, Statement card, Statement region)
      : add_missing_(std::move(missing)),
        add_card_(std::move(card)),
        add_region_(std::move(region)) {}

  Statement add_missing_, add_card_, add_region_;
  Numbers sets_, cards_, regions_;
  std::int64_t last_set_ = 0, last_card_ = 0, last_region_ = 0;
};

}  // namespace tare
