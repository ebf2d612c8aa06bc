#include "sqlite/run_names.h"

namespace tare {

namespace {

// Details may vary without end ("read failed at 0x…"); then sets repeat in the file instead of
// filling the recorder's memory.
constexpr std::size_t kMostNumbers = 4096;

// Parts told apart by their lengths: they may hold any byte.
void append_part(std::string& key, std::string_view part) {
  key.append(std::to_string(part.size())).append(1, ':').append(part);
}

}  // namespace

void MissingSet::keep(std::string_view reading, const Missing& missing) {
  append_part(key_, reading);
  append_part(key_, name(missing.why));
  append_part(key_, missing.detail);
  entries_.emplace_back(reading, &missing);
}

Result<RunNames> RunNames::open(Database& database) {
  auto missing = database.prepare("INSERT INTO missing VALUES(?, ?, ?, ?)");
  if (!missing) return pass(missing.error());
  auto card = database.prepare("INSERT INTO card VALUES(?, ?, ?, ?)");
  if (!card) return pass(card.error());
  auto region = database.prepare("INSERT INTO region VALUES(?, ?, ?)");
  if (!region) return pass(region.error());
  return RunNames(std::move(*missing), std::move(*card), std::move(*region));
}

Result<std::optional<std::int64_t>> RunNames::missing(const MissingSet& set) {
  if (set.empty()) return std::optional<std::int64_t>();
  if (auto found = sets_.find(set.key()); found != sets_.end()) return std::optional(found->second);
  auto number = ++last_set_;
  for (const auto& [reading, missing] : set.entries()) {
    auto done = add_missing_.run(number, reading, name(missing->why), missing->detail);
    if (!done) return pass(done.error());
  }
  if (sets_.size() >= kMostNumbers) sets_.clear();
  sets_[set.key()] = number;
  return std::optional(number);
}

Result<std::int64_t> RunNames::card(const CardMemory& card) {
  std::string key;
  for (auto part : {std::string_view(card.id), std::string_view(card.name), name(card.kind)})
    append_part(key, part);
  if (auto found = cards_.find(key); found != cards_.end()) return found->second;
  auto number = ++last_card_;
  auto done = add_card_.run(number, card.id, card.name, name(card.kind));
  if (!done) return pass(done.error());
  if (cards_.size() >= kMostNumbers) cards_.clear();
  return cards_[key] = number;
}

Result<std::int64_t> RunNames::region(const MappingGroup& group) {
  std::string key(name(group.kind));
  key.append(1, '\0').append(group.name);
  if (auto found = regions_.find(key); found != regions_.end()) return found->second;
  auto number = ++last_region_;
  auto done = add_region_.run(number, group.name, name(group.kind));
  if (!done) return pass(done.error());
  if (regions_.size() >= kMostNumbers) regions_.clear();
  return regions_[key] = number;
}

void RunNames::forget() {
  sets_.clear();
  cards_.clear();
  regions_.clear();
}

}  // namespace tare
