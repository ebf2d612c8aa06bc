// What goes wrong with files that we write: disks, folders, permissions, locks, death.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <cerrno>
#include <csignal>
#include <random>

#include "sqlite/run_file.h"
#include "sqlite/sample_run.h"
#include "sqlite/test_folder.h"

namespace tare {
namespace {

// While it lives, every write of SQLite in this process finds the disk full.
class FullDisk {
 public:
  FullDisk() { replace(reinterpret_cast<sqlite3_syscall_ptr>(&refuse)); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { replace(nullptr); }

 private:
  static ssize_t refuse(int, const void*, size_t, off_t) {
    errno = ENOSPC;
    return -1;
  }
  static void replace(sqlite3_syscall_ptr call) {
    auto* vfs = sqlite3_vfs_find(nullptr);
    for (const char* name : {"pwrite", "pwrite64"}) vfs->xSetSystemCall(vfs, name, call);
  }
};

void expect_no_space(const Result<>& result) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::refused);
  EXPECT_NE(result.error().text.find("no space left"), std::string::npos) << result.error().text;
  EXPECT_NE(result.error().text.find("run.tare"), std::string::npos) << result.error().text;
}

TEST(RunFileFault, DiskFullLosesNoStoredStepAndGoesOnWhenThereIsRoom) {
  TestFolder folder;
  auto file = RunFile::create(folder / "run.tare");
  ASSERT_TRUE(file && (*file)->begin({}) && (*file)->add(sample_step()));
  auto again = sample_step();
  again.name = "again";
  again.mappings.push_back({.name = "/first/seen/when/the/disk/was/full"});
  again.sample.cards.none = Missing{Why::failed, "first seen when the disk was full"};
  {
    FullDisk full;
    expect_no_space((*file)->add(again));
    EXPECT_FALSE(RunFile::create(folder / "other.tare"));
    EXPECT_FALSE(std::filesystem::exists(folder / "other.tare")) << "half a file is no file";
  }
  ASSERT_TRUE((*file)->add(again));
  auto run = (*file)->read();
  ASSERT_TRUE(run) << run.error().text;
  EXPECT_EQ(run->steps, (std::vector<Step>{sample_step(), again}));
}

TEST(RunFileFault, TheRunsOwnSizeLimitIsAFullDiskToo) {
  TestFolder folder;
  auto file = RunFile::create(folder / "run.tare", {.size = kib(128)});
  ASSERT_TRUE(file) << file.error().text;
  ASSERT_TRUE((*file)->begin({}));
  std::size_t stored = 0;
  Result<> done;
  while (stored < 10000 && (done = (*file)->add(sample_step()))) ++stored;
  expect_no_space(done);
  EXPECT_GT(stored, 10u);
  ASSERT_TRUE((*file)->end({}, {}, {}));
  EXPECT_EQ((*RunFile::open(folder / "run.tare"))->read()->steps.size(), stored);
}

TEST(RunFileFault, AFileSizeLimitOfTheProcessIsAFullDiskToo) {
  TestFolder folder;
  auto file = RunFile::create(folder / "run.tare");
  ASSERT_TRUE(file && (*file)->begin({}));
  auto old = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{}, small{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  small = {.rlim_cur = 256 << 10, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  Result<> done;
  for (int i = 0; i < 1000 && done; ++i) done = (*file)->add(sample_step());
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old);
  expect_no_space(done);
}

TEST(RunFileFault, AnExistingFileIsNotOverwritten) {
  TestFolder folder;
  write_file(folder / "run.tare", "mine");
  auto file = RunFile::create(folder / "run.tare");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::bad_input);
  EXPECT_NE(file.error().text.find("is there already"), std::string::npos) << file.error().text;
  EXPECT_EQ(read_file(folder / "run.tare"), "mine");
}

TEST(RunFileFault, AFolderThatCannotBeMadeIsNamed) {
  TestFolder folder;
  write_file(folder / "file", "");
  auto file = RunFile::create(folder / "file/runs/run.tare");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::refused);
  EXPECT_NE(file.error().text.find("Not a directory"), std::string::npos) << file.error().text;
}

TEST(RunFileFault, AnUnwritableFolderIsNamed) {
  TestFolder folder;
  ::chmod(folder.path().c_str(), 0555);
  auto text = as_nobody([&] {
    auto file = RunFile::create(folder / "run.tare");
    return file ? "created" : file.error().text;
  });
  ::chmod(folder.path().c_str(), 0755);
  EXPECT_NE(text.find("Permission denied"), std::string::npos) << text;
  EXPECT_NE(text.find("run.tare"), std::string::npos) << text;
}

std::string steps_of(const std::string& path) {
  auto file = RunFile::open(path);
  if (!file) return file.error().text;
  auto run = (*file)->read();
  return run ? std::to_string(run->steps.size()) + " steps, " + describe(run->end)
             : run.error().text;
}

TEST(RunFileFault, AReadOnlyFileInAReadOnlyFolderIsRead) {
  TestFolder folder;
  auto file = RunFile::create(folder / "run.tare");
  ASSERT_TRUE(file && store_parts(**file, sample_run()) && (*file)->end({}, {}, {}));
  ::chmod((folder / "run.tare").c_str(), 0444);
  ::chmod(folder.path().c_str(), 0555);
  auto text = as_nobody([&] { return steps_of(folder / "run.tare"); });
  EXPECT_EQ(text, "2 steps, lost") << "it never said how it ended";
  ::chmod((folder / "run.tare").c_str(), 0400);
  if (::geteuid() == 0) {  // otherwise nobody is its owner
    text = as_nobody([&] { return steps_of(folder / "run.tare"); });
    EXPECT_NE(text.find("Permission denied"), std::string::npos) << text;
  }
  ::chmod(folder.path().c_str(), 0755);
}

TEST(RunFileFault, ALockedFileIsNamed) {
  TestFolder folder;
  auto file = RunFile::create(folder / "run.tare");
  ASSERT_TRUE(file && store_parts(**file, sample_run()) && (*file)->end({}, {}, {}));
  auto other = Database::open(folder / "run.tare", {});
  ASSERT_TRUE(other && other->exec("BEGIN EXCLUSIVE"));
  EXPECT_NE(steps_of(folder / "run.tare").find("locked by another program"), std::string::npos);
  ASSERT_TRUE(other->exec("ROLLBACK"));
  EXPECT_EQ(steps_of(folder / "run.tare"), "2 steps, lost");
}

// Stores steps for ever and says the number of each that is stored.
[[noreturn]] void store_and_tell(const std::string& path, int out) {
  auto file = RunFile::create(path);
  bool fine = file && (*file)->begin({.id = "killed"});
  for (std::uint32_t i = 1; fine; ++i) {
    auto step = sample_step();
    step.name = std::to_string(i);
    step.sample.at = std::chrono::microseconds(i);
    fine = (*file)->add(sample_of(i, i)) && (*file)->add(step) && (*file)->add(Turn{.number = i}) &&
           ::write(out, &i, sizeof i) == sizeof i;
  }
  ::_exit(1);
}

TEST(RunFileFault, SigkillLosesNoAcknowledgedStep) {
  std::mt19937 random(20250102);  // NOLINT(bugprone-random-generator-seed): the same on every run
  std::uint32_t total = 0;
  for (int round = 0; round < 50; ++round) {
    TestFolder folder;
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pid_t child = ::fork();
    if (child == 0) store_and_tell(folder / "run.tare", ends[1]);
    ::close(ends[1]);
    std::uint32_t acknowledged = 0, number = 0;
    auto killed_after = random() % 200;
    while (acknowledged <= killed_after && ::read(ends[0], &number, sizeof number) > 0)
      acknowledged = number;
    ::usleep(static_cast<useconds_t>(random() % 300));
    ::kill(child, SIGKILL);
    while (::read(ends[0], &number, sizeof number) == sizeof number) acknowledged = number;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);

    auto file = RunFile::open(folder / "run.tare");
    ASSERT_TRUE(file) << file.error().text;
    EXPECT_FALSE(std::filesystem::exists(folder / "run.tare-wal")) << "one file remains";
    auto run = (*file)->read();
    ASSERT_TRUE(run) << run.error().text;
    ASSERT_GE(run->steps.size(), acknowledged);
    ASSERT_GE(run->turns.size(), acknowledged);
    ASSERT_GE(run->samples.size(), acknowledged);
    EXPECT_EQ(run->end.how, End::How::lost);
    EXPECT_EQ(run->lasted, run->steps.back().sample.at);
    for (std::uint32_t i = 0; i < acknowledged; ++i) {
      auto expected = sample_step();
      expected.name = std::to_string(i + 1);
      expected.sample.at = std::chrono::microseconds(i + 1);
      ASSERT_EQ(run->steps[i], expected) << "round " << round;
      ASSERT_EQ(run->samples[i], sample_of(i + 1, i + 1));
      ASSERT_EQ(run->turns[i].number, i + 1);
    }
    total += acknowledged;
  }
  EXPECT_GT(total, 50u) << "the children were killed at work, not before";
}

}  // namespace
}  // namespace tare
