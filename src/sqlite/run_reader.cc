#include "sqlite/run_reader.h"

#include <algorithm>
#include <array>

#include "sqlite/run_moments.h"

namespace tare {

namespace {

template <class Enum, std::size_t N>
Enum named(RunRows& rows, std::string_view column, const std::array<Enum, N>& all) {
  auto text = rows.text(column);
  for (auto one : all)
    if (name(one) == text) return one;
  rows.damaged(column, "is a word that is not known");
  return all[0];
}

void read_missing(RunReading& reading) {
  RunRows rows(reading, "missing", "SELECT set_id, reading, why, detail FROM missing");
  while (rows.next()) {
    auto set = rows.whole("set_id");
    auto column = rows.text("reading");
    auto why = why_named(rows.text("why"));
    if (!why) rows.damaged("why", "is a word that is not known");
    reading.missing[set][column] = {why.value_or(Why::failed), rows.text("detail")};
  }
}

void read_end(RunRows& rows, Run& run) {
  constexpr std::array<std::string_view, 4> kWords = {"running", "exited", "signalled", "lost"};
  auto found = std::ranges::find(kWords, rows.text("ended"));
  if (found == kWords.end()) return rows.damaged("ended", "is a word that is not known");
  run.end.how = static_cast<End::How>(found - kWords.begin());
  auto value = rows.whole("end_value");
  run.end.value = static_cast<int>(value);
  if (run.end.value != value) rows.damaged("end_value", "is out of range");
  run.lasted = rows.span("lasted_ns");
  run.cost.samples = rows.count("samples");
  run.cost.recorder_cpu = rows.span("recorder_cpu_ns");
  run.cost.recorder_rss = rows.reading("recorder_rss");
}

void read_facts(RunReading& reading, Run& run) {
  RunRows rows(reading, "run",
               "SELECT missing, id, pid, started, tare_version, ended, end_value, lasted_ns, "
               "samples, recorder_cpu_ns, recorder_rss FROM run LIMIT 1");
  if (!rows.next()) return reading.damaged("its recording never began");
  rows.missing_set();
  run.facts.id = rows.text("id");
  run.facts.pid = rows.whole("pid");
  run.facts.started = rows.text("started");
  run.facts.tare_version = rows.text("tare_version");
  read_end(rows, run);
  RunRows arguments(reading, "argument", "SELECT value FROM argument ORDER BY position");
  while (arguments.next()) run.facts.argv.push_back(arguments.text("value"));
  RunRows host(reading, "host", "SELECT key, value FROM host ORDER BY position");
  while (host.next())
    run.facts.host.push_back({.key = host.text("key"), .value = host.text("value")});
}

RunDictionaries read_dictionaries(RunReading& reading) {
  constexpr std::array kMappingKinds = {MappingKind::file,          MappingKind::heap,
                                        MappingKind::stack,         MappingKind::anonymous,
                                        MappingKind::shared_memory, MappingKind::kernel};
  constexpr std::array kCardKinds = {CardKind::nvidia, CardKind::amd, CardKind::drm,
                                     CardKind::stand_in};
  RunDictionaries names;
  RunRows regions(reading, "region", "SELECT id, name, kind FROM region");
  while (regions.next()) {
    auto& region = names.regions[regions.whole("id")];
    region.name = regions.text("name");
    region.kind = named(regions, "kind", kMappingKinds);
  }
  RunRows cards(reading, "card", "SELECT id, card, name, kind FROM card");
  while (cards.next()) {
    auto& card = names.cards[cards.whole("id")];
    card.id = cards.text("card");
    card.name = cards.text("name");
    card.kind = named(cards, "kind", kCardKinds);
  }
  return names;
}

void read_notes(RunReading& reading, Run& run) {
  RunRows rows(reading, "note", "SELECT key, value FROM note WHERE moment IS NULL ORDER BY id");
  while (rows.next()) run.notes.push_back({.key = rows.text("key"), .value = rows.text("value")});
}

}  // namespace

Result<Run> read_run(Database& database, const EachSample& each) {
  RunReading reading{.database = database};
  Run run;
  read_missing(reading);
  read_facts(reading, run);
  auto names = read_dictionaries(reading);
  read_moments(reading, names, run, each);
  read_notes(reading, run);
  if (!reading.ok()) return pass(*reading.failed);
  return run;
}

}  // namespace tare
