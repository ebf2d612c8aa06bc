// Files that are not what we wrote: damaged, forged, of other programs, of other times.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <random>

#include "sqlite/run_file.h"
#include "sqlite/run_schema.h"
#include "sqlite/sample_run.h"
#include "sqlite/test_folder.h"

namespace tare {
namespace {

// The error of opening and reading, or "read".
Error reading(const std::string& path) {
  auto file = RunFile::open(path);
  if (!file) return file.error();
  auto run = (*file)->read();
  return run ? Error{"read"} : run.error();
}

void expect_refused(const std::string& path, const std::string& words,
                    ErrorKind kind = ErrorKind::bad_input) {
  auto error = reading(path);
  EXPECT_NE(error.text.find(words), std::string::npos) << error.text << " without: " << words;
  EXPECT_NE(error.text.find(path), std::string::npos) << error.text << " names no file";
  EXPECT_EQ(error.kind, kind) << error.text;
}

void make_run(const std::string& path) {
  auto file = RunFile::create(path);
  auto run = sample_run();
  ASSERT_TRUE(file && store_parts(**file, run));
  ASSERT_TRUE((*file)->end(run.end, run.lasted, run.cost));
}

// Changes a run file behind our back, as a forger would: with every protection off.
void forge(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  auto all =
      "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; "
      "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT, WITHOUT', 'WITHOUT'); "
      "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')'); "
      "UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', ''); "
      "PRAGMA writable_schema = RESET; " +
      sql;
  EXPECT_EQ(sqlite3_exec(handle, all.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

TEST(ForeignRun, AFileThatIsNotThereIsNamed) {
  TestFolder folder;
  expect_refused(folder / "run.tare", "no such file");
  EXPECT_FALSE(std::filesystem::exists(folder / "run.tare"));
}

TEST(ForeignRun, AFolderIsNoRun) {
  TestFolder folder;
  expect_refused(folder.path(), "cannot be opened", ErrorKind::refused);
}

TEST(ForeignRun, AnEmptyFileIsNoRun) {
  TestFolder folder;
  write_file(folder / "run.tare", "");
  expect_refused(folder / "run.tare", "not a run that tare recorded");
}

TEST(ForeignRun, ATextIsNoDatabase) {
  TestFolder folder;
  write_file(folder / "run.tare", std::string(10000, 'x'));
  expect_refused(folder / "run.tare", "not an SQLite database");
}

TEST(ForeignRun, ADamagedHeaderIsTold) {
  TestFolder folder;
  make_run(folder / "run.tare");
  auto bytes = read_file(folder / "run.tare");
  bytes[3] = 'X';
  write_file(folder / "run.tare", bytes);
  expect_refused(folder / "run.tare", "not an SQLite database, or its header is damaged");
}

TEST(ForeignRun, ATruncatedFileIsTold) {
  TestFolder folder;
  make_run(folder / "whole.tare");
  auto bytes = read_file(folder / "whole.tare");
  for (std::size_t size : {bytes.size() / 2, bytes.size() - 1, std::size_t{4096}}) {
    auto path = folder / (std::to_string(size) + ".tare");
    write_file(path, bytes.substr(0, size));
    expect_refused(path, "damaged");
  }
}

TEST(ForeignRun, AnotherProgramsDatabaseIsNoRun) {
  TestFolder folder;
  make_run(folder / "run.tare");
  forge(folder / "run.tare", "PRAGMA application_id = 7");
  expect_refused(folder / "run.tare", "not a run that tare recorded");
}

TEST(ForeignRun, ANewerFormatIsRefusedAndLeftAlone) {
  TestFolder folder;
  make_run(folder / "run.tare");
  forge(folder / "run.tare", "PRAGMA user_version = 2");
  auto before = read_file(folder / "run.tare");
  expect_refused(folder / "run.tare",
                 "recorded by a newer tare (format 2, this one reads up to 1)");
  EXPECT_EQ(read_file(folder / "run.tare"), before);
}

TEST(ForeignRun, AbsurdValuesAreSentences) {
  const std::pair<const char*, const char*> kForgeries[] = {
      {"UPDATE moment SET rss = -1", "moment.rss is negative"},
      {"UPDATE moment SET rss = 'much'", "moment.rss is not a whole number"},
      {"UPDATE moment SET rss = 1.5", "moment.rss is not a whole number"},
      {"UPDATE moment SET at_ns = NULL", "moment.at_ns is not a whole number"},
      {"UPDATE moment SET kind = 'tick'", "moment.kind is a word that is not known"},
      {"UPDATE moment SET kind = x'00'", "moment.kind is not a text"},
      {"UPDATE moment SET kind = 'turn'", "without a row in the table turn"},
      {"UPDATE moment SET missing = 99", "moment.missing names a set that is not there"},
      {"UPDATE moment SET pressure_some_avg10 = 'x'", "is not a number"},
      {"UPDATE missing SET why = 'because'", "missing.why is a word that is not known"},
      {"UPDATE step SET part = 2", "step.part is neither 0 nor 1"},
      {"UPDATE step SET cost_ns = -5", "step.cost_ns is negative"},
      {"UPDATE step SET name = NULL", "step.name is not a text"},
      {"DELETE FROM step", "without a row in the table step"},
      {"INSERT INTO step SELECT 9999, name, part, late, cost_ns, 1, NULL FROM step LIMIT 1",
       "step.moment names a moment that is not there"},
      {"UPDATE mapping SET region = 77", "mapping.region names a row that is not there"},
      {"UPDATE mapping SET mappings = 5000000000", "mapping.mappings is too large"},
      {"UPDATE mapping SET size = -4096", "mapping.size is negative"},
      {"UPDATE region SET kind = 'attic'", "region.kind is a word that is not known"},
      {"UPDATE card_reading SET card = 77", "card_reading.card names a row that is not there"},
      {"UPDATE card SET kind = 'pack'", "card.kind is a word that is not known"},
      {"UPDATE run SET ended = 'happily'", "run.ended is a word that is not known"},
      {"UPDATE run SET end_value = 99999999999", "run.end_value is out of range"},
      {"DELETE FROM run", "recording never began"},
      {"DROP TABLE moment", "no such table: moment"},
      {"DROP TABLE mapping", "no such table: mapping"},
      {"DROP VIEW steps; ALTER TABLE step DROP COLUMN late", "no such column: late"},
      {"DROP TABLE turn; CREATE VIEW turn AS SELECT a.id moment, 1 number, 1 prompt_tokens, "
       "1 reply_tokens FROM moment a, moment b, moment c",
       "view"},
  };
  for (auto [sql, words] : kForgeries) {
    TestFolder folder;
    make_run(folder / "run.tare");
    forge(folder / "run.tare", sql);
    SCOPED_TRACE(sql);
    expect_refused(folder / "run.tare", words);
  }
}

TEST(ForeignRun, AnyBytesAreReadOrRefusedNeverWorse) {
  TestFolder folder;
  make_run(folder / "whole.tare");
  const auto whole = read_file(folder / "whole.tare");
  std::mt19937 random(42);  // NOLINT(bugprone-random-generator-seed): the same on every run
  auto path = folder / "run.tare";
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    auto bytes = whole;
    // Half of the rounds hit the schema and the trees' roots, where the damage is richest.
    auto reach = round % 2 == 0 ? bytes.size() : std::size_t{8192};
    for (auto flips = 1 + random() % 16; flips > 0; --flips)
      bytes[random() % reach] = static_cast<char>(random());
    write_file(path, bytes);
    auto error = reading(path);
    if (error.text != "read") ++refused;
    EXPECT_NE(error.text, "");
    for (const char* ending : {"-journal", "-wal", "-shm"}) std::filesystem::remove(path + ending);
  }
  EXPECT_GT(refused, 500);
}

Result<> add_a(Database& database) { return database.exec("CREATE TABLE a(x)"); }
Result<> add_b(Database& database) { return database.exec("CREATE TABLE b(x)"); }
Result<> fail(Database& database) {
  (void)database.exec("CREATE TABLE half(x)");
  return bad_input("a step of migration that fails");
}

TEST(Migration, EachStepRunsOnceAndAFailureChangesNothing) {
  TestFolder folder;
  write_file(folder / "db", "");
  auto database = Database::open(folder / "db", {});
  ASSERT_TRUE(database);
  const Migration one[] = {add_a}, broken[] = {add_a, fail}, two[] = {add_a, add_b};
  auto tables = [&] { return *database->number("SELECT count(*) FROM sqlite_schema"); };
  ASSERT_TRUE(migrate(*database, one));
  EXPECT_EQ(*database->user_version(), 1);
  EXPECT_FALSE(migrate(*database, broken));
  EXPECT_EQ(*database->user_version(), 1);
  EXPECT_EQ(tables(), 1);
  ASSERT_TRUE(migrate(*database, two)) << "add_a does not run again";
  EXPECT_EQ(*database->user_version(), 2);
  EXPECT_EQ(tables(), 2);
}

}  // namespace
}  // namespace tare
