#include "sqlite/run_moments.h"

#include <limits>

#include "sqlite/run_fields.h"

namespace tare {

namespace {

template <class T, class Columns>
void read_into(T& owner, const Columns& columns, RunRows& rows) {
  for (const auto& column : columns) owner.*column.member = rows.reading(column.name);
}

// The entry that a row's number names.
template <class T>
T named_by(RunRows& rows, std::string_view column, const std::map<std::int64_t, T>& names) {
  auto found = names.find(rows.whole(column));
  if (found != names.end()) return found->second;
  rows.damaged(column, "names a row that is not there");
  return {};
}

std::string moment_columns() {
  return "SELECT id, missing, kind, at_ns" + column_list(kProcessColumns) +
         ", minor_faults, major_faults" + column_list(kMachineColumns) +
         ", pressure_some_avg10, pressure_full_avg10 FROM moment ORDER BY id";
}

class Moments {
 public:
  Moments(RunReading& reading, const RunDictionaries& names, Run& run,
          const std::function<void(const Sample&)>& each)
      : reading_(reading), names_(names), run_(run), each_(each) {}

  void read() {
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    while (moments_.next()) {
      auto id = moments_.whole("id");
      // A damaged tree may show the same rows again and again: only a rising order is believed.
      if (id <= last) return moments_.damaged("id", "is out of order");
      last = id;
      read_moment(id);
    }
    for (auto* rows : {&cards_, &steps_, &turns_, &mappings_, &declared_, &notes_}) rows->finish();
  }

 private:
  void read_moment(std::int64_t id);
  Sample read_sample(std::int64_t id);
  void read_step(std::int64_t id, Sample sample);
  void read_turn(std::int64_t id, Sample sample);
  CardMemory read_card(RunRows& rows);
  MappingGroup read_mapping(RunRows& rows);

  RunReading& reading_;
  const RunDictionaries& names_;
  Run& run_;
  const std::function<void(const Sample&)>& each_;
  RunRows moments_{reading_, "moment", moment_columns()};
  RowsOfMoments cards_{reading_, "card_reading",
                       "SELECT moment, position, missing, card" + column_list(kCardColumns) +
                           " FROM card_reading ORDER BY moment, position"};
  RowsOfMoments steps_{reading_, "step",
                       "SELECT moment, 0, missing, name, part, late, cost_ns, peak_in_step "
                       "FROM step ORDER BY moment"};
  RowsOfMoments turns_{reading_, "turn",
                       "SELECT moment, 0, number, prompt_tokens, reply_tokens "
                       "FROM turn ORDER BY moment"};
  RowsOfMoments mappings_{reading_, "mapping",
                          "SELECT moment, position, region, mappings, size, rss, pss, "
                          "private_clean, private_dirty, shared, swap, locked "
                          "FROM mapping ORDER BY moment, position"};
  RowsOfMoments declared_{reading_, "declared",
                          "SELECT moment, position, missing, owner, device, resident, reserved "
                          "FROM declared ORDER BY moment, position"};
  RowsOfMoments notes_{reading_, "note",
                       "SELECT moment, id, key, value FROM note WHERE moment IS NOT NULL "
                       "ORDER BY moment, id"};
};

void Moments::read_moment(std::int64_t id) {
  moments_.missing_set();
  auto kind = moments_.text("kind");
  auto text_left = reading_.text_left;
  auto sample = read_sample(id);
  if (kind == "sample" && each_) {
    reading_.text_left = text_left;  // it is not kept
    if (reading_.ok()) each_(sample);
  } else if (kind == "sample")
    run_.samples.push_back(std::move(sample));
  else if (kind == "step")
    read_step(id, std::move(sample));
  else if (kind == "turn")
    read_turn(id, std::move(sample));
  else
    moments_.damaged("kind", "is a word that is not known");
}

Sample Moments::read_sample(std::int64_t id) {
  Sample sample{.at = moments_.span("at_ns")};
  read_into(sample.process, kProcessColumns, moments_);
  sample.process.minor_faults = moments_.maybe_count("minor_faults");
  sample.process.major_faults = moments_.maybe_count("major_faults");
  read_into(sample.machine, kMachineColumns, moments_);
  sample.machine.pressure_some_avg10 = moments_.maybe_real("pressure_some_avg10");
  sample.machine.pressure_full_avg10 = moments_.maybe_real("pressure_full_avg10");
  sample.cards.none = moments_.reason(kNoCards);
  cards_.of(id, [&](RunRows& rows) { sample.cards.list.push_back(read_card(rows)); });
  return sample;
}

CardMemory Moments::read_card(RunRows& rows) {
  rows.missing_set();
  auto card = named_by(rows, "card", names_.cards);
  reading_.spend(card.id.size() + card.name.size());
  CardMemory memory{.id = std::move(card.id), .name = std::move(card.name), .kind = card.kind};
  read_into(memory, kCardColumns, rows);
  return memory;
}

void Moments::read_step(std::int64_t id, Sample sample) {
  Step step{.sample = std::move(sample)};
  int count = steps_.of(id, [&](RunRows& rows) {
    rows.missing_set();
    step.name = rows.text("name");
    step.part = rows.flag("part");
    step.late = rows.flag("late");
    step.cost = rows.span("cost_ns");
    step.peak_in_step = rows.reading("peak_in_step");
  });
  if (count != 1) moments_.damaged("kind", "is step without a row in the table step");
  mappings_.of(id, [&](RunRows& rows) { step.mappings.push_back(read_mapping(rows)); });
  declared_.of(id, [&](RunRows& rows) {
    rows.missing_set();
    Declared one{.owner = rows.text("owner"), .device = rows.text("device")};
    one.resident = rows.reading("resident");
    one.reserved = rows.reading("reserved");
    step.declared.push_back(std::move(one));
  });
  notes_.of(id, [&](RunRows& rows) {
    step.notes.push_back({.key = rows.text("key"), .value = rows.text("value")});
  });
  run_.steps.push_back(std::move(step));
}

MappingGroup Moments::read_mapping(RunRows& rows) {
  auto region = named_by(rows, "region", names_.regions);
  reading_.spend(region.name.size());
  MappingGroup group{.name = std::move(region.name), .kind = region.kind};
  auto count = rows.count("mappings");
  group.count = static_cast<std::uint32_t>(count);
  if (group.count != count) rows.damaged("mappings", "is too large");
  for (auto [column, member] : {std::pair{"size", &MappingGroup::size},
                                {"rss", &MappingGroup::rss},
                                {"pss", &MappingGroup::pss},
                                {"private_clean", &MappingGroup::private_clean},
                                {"private_dirty", &MappingGroup::private_dirty},
                                {"shared", &MappingGroup::shared},
                                {"swap", &MappingGroup::swap},
                                {"locked", &MappingGroup::locked}})
    group.*member = Bytes{rows.count(column)};
  return group;
}

void Moments::read_turn(std::int64_t id, Sample sample) {
  Turn turn{
      .at = sample.at, .process = std::move(sample.process), .cards = std::move(sample.cards)};
  int count = turns_.of(id, [&](RunRows& rows) {
    turn.number = rows.count("number");
    turn.prompt_tokens = rows.count("prompt_tokens");
    turn.reply_tokens = rows.count("reply_tokens");
  });
  if (count != 1) moments_.damaged("kind", "is turn without a row in the table turn");
  run_.turns.push_back(std::move(turn));
}

}  // namespace

void read_moments(RunReading& reading, const RunDictionaries& names, Run& run,
                  const std::function<void(const Sample&)>& each) {
  Moments(reading, names, run, each).read();
}

}  // namespace tare
