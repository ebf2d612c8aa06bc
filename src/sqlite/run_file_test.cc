#include "sqlite/run_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <limits>

#include "sqlite/run_schema.h"
#include "sqlite/sample_run.h"
#include "sqlite/test_folder.h"

namespace tare {
namespace {

std::unique_ptr<RunFile> created(const std::string& path) {
  auto file = RunFile::create(path);
  EXPECT_TRUE(file) << file.error().text;
  return file ? std::move(*file) : nullptr;
}

Run read_from(const std::string& path) {
  auto file = RunFile::open(path);
  EXPECT_TRUE(file) << file.error().text;
  auto run = file ? (*file)->read() : Result<Run>();
  EXPECT_TRUE(run) << run.error().text;
  return run.value_or(Run{});
}

// What comes back when `step` is stored alone.
Step through_a_file(const Step& step) {
  TestFolder folder;
  auto file = created(folder / "run.tare");
  EXPECT_TRUE(file->begin({}) && file->add(step));
  auto run = file->read();
  EXPECT_TRUE(run && run->steps.size() == 1);
  return run->steps.at(0);
}

TEST(RunFile, AWholeRunComesBackExactly) {
  TestFolder folder;
  auto run = sample_run();
  auto file = created(folder / "run.tare");
  ASSERT_TRUE(store_parts(*file, run));
  ASSERT_TRUE(file->end(run.end, run.lasted, run.cost));
  EXPECT_EQ(read_from(folder / "run.tare"), run);
  EXPECT_EQ(*file->read(), run);
}

TEST(RunFile, SamplesMayBeHandedOnInsteadOfKept) {
  TestFolder folder;
  auto run = sample_run();
  auto file = created(folder / "run.tare");
  ASSERT_TRUE(store_parts(*file, run));
  ASSERT_TRUE(file->end(run.end, run.lasted, run.cost));
  std::vector<Sample> handed;
  auto read = file->read([&](const Sample& sample) { handed.push_back(sample); });
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(handed, run.samples);
  run.samples.clear();
  EXPECT_EQ(*read, run);
}

TEST(RunFile, AnOrphansLengthCountsItsHandedSamples) {
  TestFolder folder;
  auto file = created(folder / "run.tare");
  ASSERT_TRUE(file->begin({}) && file->add(sample_of(7'000'000'000, 1)) && file->flush());
  std::filesystem::copy(folder / "run.tare", folder / "dead.tare");
  std::filesystem::copy(folder / "run.tare-wal", folder / "dead.tare-wal");
  auto dead = RunFile::open(folder / "dead.tare");
  ASSERT_TRUE(dead) << dead.error().text;
  auto run = (*dead)->read([](const Sample&) {});
  ASSERT_TRUE(run) << run.error().text;
  EXPECT_EQ(run->end.how, End::How::lost);
  EXPECT_EQ(run->lasted, std::chrono::seconds(7));
}

TEST(RunFile, AFinishedRunIsOneFile) {
  TestFolder folder;
  auto file = created(folder / "run.tare");
  auto run = sample_run();
  ASSERT_TRUE(store_parts(*file, run));
  EXPECT_TRUE(std::filesystem::exists(folder / "run.tare-wal"));
  ASSERT_TRUE(file->end(run.end, run.lasted, run.cost));
  EXPECT_FALSE(std::filesystem::exists(folder / "run.tare-wal"));
  EXPECT_FALSE(std::filesystem::exists(folder / "run.tare-shm"));
  auto late = file->add(Note{"a", "b"});
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().text.find("closed"), std::string::npos);
}

TEST(RunFile, ARunStillBeingWrittenCanBeRead) {
  TestFolder folder;
  auto file = created(folder / "run.tare");
  auto run = sample_run();
  ASSERT_TRUE(store_parts(*file, run));
  auto seen = read_from(folder / "run.tare");
  EXPECT_EQ(seen.end.how, End::How::running);
  EXPECT_EQ(seen.steps, run.steps);
  EXPECT_EQ(seen.turns, run.turns);
  EXPECT_TRUE(seen.samples.empty()) << "they wait for the next step, turn or flush";
  ASSERT_TRUE(file->flush());
  EXPECT_EQ(read_from(folder / "run.tare").samples, run.samples);
  ASSERT_TRUE(file->add(run.steps[0])) << "the reader left the log in place";
}

TEST(RunFile, SamplesAreCommittedAfterASecondOrSixtyFour) {
  TestFolder folder;
  auto file = created(folder / "run.tare");
  ASSERT_TRUE(file->begin({}));
  auto stored = [&] { return read_from(folder / "run.tare").samples.size(); };
  for (std::int64_t i = 0; i < 10; ++i) ASSERT_TRUE(file->add(sample_of(i * 100'000'000, 1)));
  EXPECT_EQ(stored(), 0u);
  ASSERT_TRUE(file->add(sample_of(1'000'000'000, 1)));
  EXPECT_EQ(stored(), 11u);
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(file->add(sample_of(1'000'000'001, 1)));
  EXPECT_EQ(stored(), 75u);
  ASSERT_TRUE(file->add(sample_of(1'000'000'002, 1)));
  ASSERT_TRUE(file->add(Step{.name = "1"}));
  EXPECT_EQ(stored(), 76u);
}

TEST(RunFile, IsItsOwnersAlone) {
  TestFolder folder;
  auto file = created(folder / "a/b/run.tare");
  ASSERT_TRUE(file->begin({}));
  EXPECT_EQ(mode_of(folder / "a"), 0700);
  EXPECT_EQ(mode_of(folder / "a/b"), 0700);
  for (const char* ending : {"", "-wal", "-shm"})
    EXPECT_EQ(mode_of(folder / "a/b/run.tare" + ending), 0600) << ending;
}

TEST(RunFile, HostileTextsComeBackByteForByte) {
  Step step{.name =
                std::string("a\0b", 3) + "\xFF\xC3\x28\x1B[31m\xE2\x80\xAE'; DROP TABLE step;--"};
  step.notes = {{std::string(1, '\0'), std::string(1 << 20, '\xFE')}};
  step.declared = {{step.name, step.name, Missing{Why::failed, step.name}, Missing{}}};
  step.mappings = {{.name = step.name, .kind = MappingKind::file}};
  step.sample.cards = {{{.id = step.name, .name = step.name}}, Missing{Why::failed, step.name}};
  EXPECT_EQ(through_a_file(step), step);
}

TEST(RunFile, WhatNoFileCanHoldIsMissingAndNotNegative) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  Step step{.name = "1"};
  step.peak_in_step = Bytes{kMost};
  step.sample.process.rss = Bytes{kMost >> 1};
  step.sample.process.minor_faults = kMost;
  step.sample.machine.pressure_some_avg10 = std::numeric_limits<double>::quiet_NaN();
  step.sample.machine.pressure_full_avg10 = 1e300;
  auto back = through_a_file(step);
  EXPECT_EQ(back.peak_in_step.missing().why, Why::failed);
  EXPECT_EQ(back.sample.process.rss, step.sample.process.rss);
  EXPECT_EQ(back.sample.process.minor_faults, kMost >> 1);
  EXPECT_EQ(back.sample.machine.pressure_some_avg10, std::nullopt);
  EXPECT_EQ(back.sample.machine.pressure_full_avg10, 1e300);
}

TEST(RunFile, EachReasonOfEachReadingComesBack) {
  for (auto why : {Why::not_asked, Why::not_supported, Why::not_permitted, Why::no_device,
                   Why::process_gone, Why::no_limit, Why::failed})
    for (const char* detail : {"", "detail"}) {
      Step step{.name = "1"};
      step.sample.process.rss = Missing{why, detail};
      step.sample.machine.total = Missing{why, detail};
      step.sample.cards = {{{.id = "a", .used = Missing{why, detail}}}, Missing{why, detail}};
      EXPECT_EQ(through_a_file(step), step) << name(why) << detail;
    }
}

// The answer to a query by somebody else's SQLite, rows by lines, columns by bars.
std::string ask(const std::string& path, const char* sql) {
  sqlite3* handle = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  std::string answer;
  auto add_row = [](void* out, int count, char** values, char**) {
    for (int i = 0; i < count; ++i)
      static_cast<std::string*>(out)->append(values[i] != nullptr ? values[i] : "NULL").append("|");
    static_cast<std::string*>(out)->append("\n");
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(handle, sql, add_row, &answer, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle);
  sqlite3_close(handle);
  return answer;
}

TEST(RunFile, SqlSeesNullsWithTheirReasons) {
  TestFolder folder;
  auto file = created(folder / "run.tare");
  ASSERT_TRUE(store_parts(*file, sample_run()));
  auto answer = ask(folder / "run.tare",
                    "SELECT name, rss, swap, why FROM steps JOIN missing "
                    "ON set_id = missing AND reading = 'swap'; "
                    "SELECT count(*), sum(size) FROM mappings WHERE kind = 'heap'; "
                    "SELECT count(*) FROM cards; SELECT count(*) FROM turns");
  EXPECT_EQ(answer,
            "1 baseline|3145728|NULL|not supported|\n3 model loaded|170917888|NULL|not supported|\n"
            "1|67108864|\n4|\n2|\n");
}

// The stored file of every format opens, for ever.
TEST(RunFile, TheStoredFileOfFormat1IsRead) {
  TestFolder folder;
  const char* data = std::getenv("TARE_TEST_DATA");
  ASSERT_NE(data, nullptr);
  std::filesystem::copy_file(std::string(data) + "/runs/format-1.tare", folder / "run.tare");
  EXPECT_EQ(read_from(folder / "run.tare"), sample_run());
}

}  // namespace
}  // namespace tare
