#include "sqlite/run_schema.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace tare {

namespace {

constexpr const char* kFormat1 = R"sql(
CREATE TABLE run(
  id TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  tare_version TEXT NOT NULL,
  ended TEXT NOT NULL,
  end_value INTEGER NOT NULL,
  lasted_ns INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  recorder_cpu_ns INTEGER NOT NULL,
  recorder_rss INTEGER,
  missing INTEGER
) STRICT;
CREATE TABLE argument(position INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE host(position INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE missing(
  set_id INTEGER NOT NULL,
  reading TEXT NOT NULL,
  why TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY(set_id, reading)
) STRICT, WITHOUT ROWID;
CREATE TABLE moment(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at_ns INTEGER NOT NULL,
  rss INTEGER, anon INTEGER, file INTEGER, shmem INTEGER, swap INTEGER, locked INTEGER,
  peak INTEGER, page_tables INTEGER, own INTEGER, uss INTEGER, pss INTEGER, smaps_rss INTEGER,
  minor_faults INTEGER, major_faults INTEGER,
  machine_total INTEGER, machine_available INTEGER,
  machine_swap_total INTEGER, machine_swap_free INTEGER,
  pressure_some_avg10 REAL, pressure_full_avg10 REAL,
  missing INTEGER
) STRICT;
CREATE TABLE step(
  moment INTEGER PRIMARY KEY REFERENCES moment(id),
  name TEXT NOT NULL,
  part INTEGER NOT NULL,
  late INTEGER NOT NULL,
  cost_ns INTEGER NOT NULL,
  peak_in_step INTEGER,
  missing INTEGER
) STRICT;
CREATE TABLE turn(
  moment INTEGER PRIMARY KEY REFERENCES moment(id),
  number INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  reply_tokens INTEGER NOT NULL
) STRICT;
CREATE TABLE region(id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL) STRICT;
CREATE TABLE mapping(
  moment INTEGER NOT NULL REFERENCES step(moment),
  position INTEGER NOT NULL,
  region INTEGER NOT NULL REFERENCES region(id),
  mappings INTEGER NOT NULL,
  size INTEGER NOT NULL, rss INTEGER NOT NULL, pss INTEGER NOT NULL,
  private_clean INTEGER NOT NULL, private_dirty INTEGER NOT NULL,
  shared INTEGER NOT NULL, swap INTEGER NOT NULL, locked INTEGER NOT NULL,
  PRIMARY KEY(moment, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE declared(
  moment INTEGER NOT NULL REFERENCES step(moment),
  position INTEGER NOT NULL,
  owner TEXT NOT NULL,
  device TEXT NOT NULL,
  resident INTEGER,
  reserved INTEGER,
  missing INTEGER,
  PRIMARY KEY(moment, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE card(
  id INTEGER PRIMARY KEY,
  card TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;
CREATE TABLE card_reading(
  moment INTEGER NOT NULL REFERENCES moment(id),
  position INTEGER NOT NULL,
  card INTEGER NOT NULL REFERENCES card(id),
  total INTEGER,
  used INTEGER,
  process INTEGER,
  missing INTEGER,
  PRIMARY KEY(moment, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE note(
  id INTEGER PRIMARY KEY,
  moment INTEGER REFERENCES step(moment),
  key TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE VIEW steps AS
  SELECT step.name, step.part, step.late, step.cost_ns, step.peak_in_step, moment.*
  FROM step JOIN moment ON moment.id = step.moment;
CREATE VIEW turns AS
  SELECT turn.number, turn.prompt_tokens, turn.reply_tokens, moment.*
  FROM turn JOIN moment ON moment.id = turn.moment;
CREATE VIEW mappings AS
  SELECT step.name AS step, region.name, region.kind, mapping.*
  FROM mapping JOIN step USING (moment) JOIN region ON region.id = mapping.region;
CREATE VIEW cards AS
  SELECT moment.kind AS at, moment.at_ns, card.card AS card_id, card.name, card.kind, card_reading.*
  FROM card_reading JOIN moment ON moment.id = card_reading.moment
                    JOIN card ON card.id = card_reading.card;
)sql";

Result<> make_format_1(Database& database) {
  // The id is part of the transaction: a file is a whole run file or none.
  auto named = database.exec(fmt::format("PRAGMA application_id = {}", kRunApplicationId).c_str());
  if (!named) return named;
  return database.exec(kFormat1);
}

constexpr std::array<Migration, kRunFormat> kMigrations = {make_format_1};

}  // namespace

std::span<const Migration> run_migrations() { return kMigrations; }

Result<> migrate(Database& database, std::span<const Migration> migrations) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return pass(transaction.error());
  auto version = database.user_version();
  if (!version) return pass(version.error());
  for (auto from = static_cast<std::size_t>(*version); from < migrations.size(); ++from)
    if (auto done = migrations[from](database); !done) return done;
  auto now = fmt::format("PRAGMA user_version = {}", migrations.size());
  if (auto done = database.exec(now.c_str()); !done) return done;
  return transaction->commit();
}

Result<> check_run_header(Database& database) {
  auto id = database.application_id();
  if (!id) return pass(id.error());
  auto version = database.user_version();
  if (!version) return pass(version.error());
  auto path = printable(database.path());
  if (*id != kRunApplicationId || *version < 1)
    return bad_input(fmt::format("{}: not a run that tare recorded; give a .tare file.", path));
  if (*version > kRunFormat)
    return bad_input(fmt::format(
        "{}: recorded by a newer tare (format {}, this one reads up to {}); update tare.", path,
        *version, kRunFormat));
  return {};
}

}  // namespace tare
