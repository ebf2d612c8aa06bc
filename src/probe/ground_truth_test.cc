// The probe against a child whose memory we know, on this very kernel.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "base/text.h"
#include "linux/linux_platform.h"
#include "probe/machine_probe.h"
#include "probe/process_probe.h"

namespace tare {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

// What the child does on a command: bare system calls and bare accesses, so that neither the heap
// nor a sanitizer's bookkeeping moves with it.
#define BARE __attribute__((no_sanitize("address", "undefined", "thread")))

BARE char* map(std::size_t size, int flags, int fd = -1) {
  long protection = fd < 0 ? PROT_READ | PROT_WRITE : PROT_READ;
  long all = flags | (fd < 0 ? MAP_ANONYMOUS : 0);
  long at = ::syscall(SYS_mmap, nullptr, size, protection, all, static_cast<long>(fd), 0L);
  if (at == -1) ::_exit(9);
  ::syscall(SYS_madvise, at, size, MADV_NOHUGEPAGE);
  return reinterpret_cast<char*>(at);  // NOLINT(performance-no-int-to-ptr): what a raw call returns
}

BARE void touch(volatile char* bytes, std::size_t size, bool write) {
  for (std::size_t i = 0; i < size; i += 4096) {
    if (write) {
      bytes[i] = 1;
    } else {
      (void)bytes[i];
    }
  }
}

BARE void obey(char command, int file, std::size_t unit) {
  char* at = nullptr;
  switch (command) {
    case 'a':  // 64 units anonymous
      touch(map(64 * unit, MAP_PRIVATE), 64 * unit, true);
      break;
    case 'f':  // 32 of a file, read
      touch(map(32 * unit, MAP_PRIVATE, file), 32 * unit, false);
      break;
    case 's':  // 16 shared
      touch(map(16 * unit, MAP_SHARED), 16 * unit, true);
      break;
    case 'l':  // 1 locked
      if (::syscall(SYS_mlock, map(unit, MAP_PRIVATE), unit) != 0) ::_exit(8);
      break;
    case 'p':  // 96 for a moment
      at = map(96 * unit, MAP_PRIVATE);
      touch(at, 96 * unit, true);
      ::syscall(SYS_munmap, at, 96 * unit);
      break;
    default:
      ::_exit(0);
  }
}

[[noreturn]] void serve(int end, int file) {
  // Each path once in small, so that the pages of code it needs are there before any baseline.
  for (char command : {'a', 'f', 's', 'l', 'p'}) obey(command, file, 4096);
  char command = 0;
  while (::read(end, &command, 1) == 1) {
    if (command != '\n') obey(command, file, kMiB);
    if (::write(end, &command, 1) != 1) break;
  }
  ::_exit(0);
}

// The child is this program started anew: after a bare fork it would share pages with us, and they
// would become its own whenever we write to ours.
constexpr const char* kSubject = "TARE_GROUND_TRUTH_SUBJECT";

[[noreturn]] void become_subject(int end, int file) {
  ::setenv(kSubject, fmt::format("{} {}", end, file).c_str(), 1);
  ::execl("/proc/self/exe", "subject", nullptr);
  ::_exit(7);
}

// Runs before main(), which belongs to GoogleTest.
const bool kIsSubject = [] {
  const char* ends = std::getenv(kSubject);
  if (ends == nullptr) return false;
  std::string_view words = ends;
  auto end = to_number<int>(next_word(words).value_or(""));
  auto file = to_number<int>(next_word(words).value_or(""));
  serve(end.value_or(-1), file.value_or(-1));
}();

class GroundTruth : public ::testing::Test {
 protected:
  void SetUp() override {
    // Not in /tmp, which may be memory; and written back, for the kernel counts pages of a file
    // as dirty while the disk doesn't have them.
    path_ = std::filesystem::current_path() / ("ground_truth_" + std::to_string(::getpid()));
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT, 0600);
    std::string block(kMiB, 'x');
    for (int i = 0; i < 32; ++i) ASSERT_EQ(::write(file_, block.data(), kMiB), kMiB);
    ASSERT_EQ(::fsync(file_), 0);
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0);
    child_ = ::fork();
    if (child_ == 0) become_subject(ends_[1], file_);
    ::close(std::exchange(ends_[1], -1));
    tell('\n');
  }
  void TearDown() override {
    end();
    ::close(ends_[0]);
    ::close(file_);
    std::filesystem::remove(path_);
  }

  void tell(char command) {
    char answer = 0;
    ASSERT_EQ(::write(ends_[0], &command, 1), 1);
    ASSERT_EQ(::read(ends_[0], &answer, 1), 1);
  }
  void end() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }
  ProcessProbe open() { return std::move(ProcessProbe::open(platform_, child_).value()); }

  LinuxPlatform platform_;
  std::filesystem::path path_;
  int file_ = -1;
  int ends_[2] = {-1, -1};
  pid_t child_ = -1;
};

// Within 1 % or 64 KiB, whichever is more.
void expect_grown(const char* what, const Reading& before, const Reading& after, std::size_t by) {
  ASSERT_TRUE(before) << what << ": " << before.missing().detail;
  ASSERT_TRUE(after) << what << ": " << after.missing().detail;
  auto tolerance = std::max(static_cast<double>(by) / 100, 64.0 * 1024);
  EXPECT_NEAR(static_cast<double>((*after - *before).value), static_cast<double>(by), tolerance)
      << what;
}

TEST_F(GroundTruth, AnonymousMemoryIsOwn) {
  auto probe = open();
  auto before = probe.step().memory;
  tell('a');
  auto after = probe.step().memory;
  expect_grown("anon", before.anon, after.anon, 64 * kMiB);
  expect_grown("rss", before.rss, after.rss, 64 * kMiB);
  expect_grown("own", before.own, after.own, 64 * kMiB);
  expect_grown("uss", before.uss, after.uss, 64 * kMiB);
  expect_grown("pss", before.pss, after.pss, 64 * kMiB);
  expect_grown("smaps_rss", before.smaps_rss, after.smaps_rss, 64 * kMiB);
  expect_grown("file", before.file, after.file, 0);
  EXPECT_GE(*after.minor_faults, *before.minor_faults + 16 * 1024UL);
}

TEST_F(GroundTruth, MappedFileIsResidentAndNotOwn) {
  auto probe = open();
  auto before = probe.step();
  tell('f');
  auto after = probe.step();
  expect_grown("file", before.memory.file, after.memory.file, 32 * kMiB);
  expect_grown("smaps_rss", before.memory.smaps_rss, after.memory.smaps_rss, 32 * kMiB);
  expect_grown("own", before.memory.own, after.memory.own, 0);
  auto group = std::ranges::find(after.mappings, path_.string(), &MappingGroup::name);
  ASSERT_NE(group, after.mappings.end());
  EXPECT_EQ(group->kind, MappingKind::file);
  EXPECT_EQ(group->size, mib(32) + kib(128));  // and 32 pages of the warm-up
  EXPECT_EQ(group->rss, mib(32) + kib(128));
}

TEST_F(GroundTruth, SharedMemoryIsShmem) {
  auto probe = open();
  auto before = probe.step();
  tell('s');
  auto after = probe.step();
  expect_grown("shmem", before.memory.shmem, after.memory.shmem, 16 * kMiB);
  expect_grown("anon", before.memory.anon, after.memory.anon, 0);
  bool found = std::ranges::any_of(after.mappings, [](const MappingGroup& group) {
    return group.kind == MappingKind::shared_memory && group.rss == mib(16) + kib(64);
  });
  EXPECT_TRUE(found);
}

TEST_F(GroundTruth, LockedMemory) {
  auto probe = open();
  auto before = probe.sample();
  tell('l');
  expect_grown("locked", before.locked, probe.sample().locked, kMiB);
  Bytes locked;
  for (const auto& group : probe.step().mappings) locked += group.locked;
  EXPECT_GE(locked, mib(1));
}

TEST_F(GroundTruth, PeakSeesWhatPollingMisses) {
  auto probe = open();
  ASSERT_TRUE(probe.take_peak());
  auto before = probe.sample();
  tell('p');
  auto after = probe.sample();
  auto peak = probe.take_peak();
  expect_grown("rss afterwards", before.rss, after.rss, 0);
  expect_grown("peak", before.rss, peak, 96 * kMiB);
  auto quiet = probe.take_peak();  // it was reset: nothing happened since
  expect_grown("second peak", before.rss, quiet, 0);
}

TEST_F(GroundTruth, SumsOfSmapsAgreeWithStatus) {
  auto probe = open();
  tell('a');
  tell('s');
  auto memory = probe.step().memory;
  EXPECT_NEAR(in_mib(*memory.smaps_rss), in_mib(*memory.rss), 0.5);  // per-thread counters lag
  EXPECT_EQ(*memory.rss, *memory.anon + *memory.file + *memory.shmem);
  EXPECT_LE(*memory.uss, *memory.smaps_rss);
  EXPECT_LE(*memory.pss, *memory.smaps_rss);
}

TEST_F(GroundTruth, EndedProcessIsGoneNotZero) {
  auto probe = open();
  ASSERT_TRUE(probe.sample().rss);
  auto pid = child_;
  ::kill(child_, SIGKILL);
  siginfo_t info;
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(probe.sample().rss.missing().why, Why::process_gone);  // a zombie
  EXPECT_EQ(probe.step().memory.own.missing().why, Why::process_gone);
  end();
  EXPECT_EQ(probe.sample().rss.missing().why, Why::process_gone);
  EXPECT_EQ(probe.step().memory.own.missing().why, Why::process_gone);
  EXPECT_EQ(probe.take_peak().missing().why, Why::process_gone);
  EXPECT_FALSE(ProcessProbe::open(platform_, pid));
}

TEST(GroundTruthMachine, TotalsMakeSense) {
  LinuxPlatform platform;
  MachineProbe probe(platform);
  auto memory = probe.read();
  auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  EXPECT_EQ(memory.total, Reading(Bytes{pages * static_cast<std::uint64_t>(::getpagesize())}));
  EXPECT_LT(*memory.available, *memory.total);
  EXPECT_GT(used_percent(memory).value(), 0);
}

}  // namespace
}  // namespace tare
