#include "probe/process_list.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "port/fake/fake_platform.h"

namespace tare {
namespace {

using namespace std::string_literals;  // texts with NUL inside

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string status_of(std::string_view name, pid_t parent, int anon_kb, int file_kb, int swap_kb) {
  return fmt::format(
      "Name:\t{}\nState:\tS (sleeping)\nPPid:\t{}\nUid:\t1000\t1001\t1001\t1001\n"
      "VmLck:\t0 kB\nVmHWM:\t9999 kB\nVmRSS:\t{} kB\nRssAnon:\t{} kB\nRssFile:\t{} kB\n"
      "RssShmem:\t0 kB\nVmPTE:\t4 kB\nVmSwap:\t{} kB\n",
      name, parent, anon_kb + file_kb, anon_kb, file_kb, swap_kb);
}

class ProcessListTest : public ::testing::Test {
 protected:
  ProcessListTest() {
    platform_.texts["/proc/meminfo"] = "";
    platform_.texts["/proc/sys/kernel"] = "";
    add(7, "seven", 40, 20);
  }
  void add(pid_t pid, std::string_view name, int anon_kb, int file_kb, int swap_kb = 0) {
    auto at = fmt::format("/proc/{}/", pid);
    platform_.texts[at + "status"] = status_of(name, 1, anon_kb, file_kb, swap_kb);
    platform_.texts[at + "cmdline"] = fmt::format("/bin/{}", name) + "\0--flag\0"s;
    set_statm(pid, anon_kb, file_kb);
  }
  void set_statm(pid_t pid, int anon_kb, int file_kb) {
    platform_.texts[fmt::format("/proc/{}/statm", pid)] =
        fmt::format("999 {} {} 1 0 50 0\n", (anon_kb + file_kb) / 4, file_kb / 4);
  }
  void end(pid_t pid) {
    for (auto file : {"status", "cmdline", "statm"})
      platform_.texts.erase(fmt::format("/proc/{}/{}", pid, file));
  }
  const std::vector<ListedProcess>& read() {
    EXPECT_TRUE(list_.read());
    return list_.processes();
  }
  std::vector<pid_t> pids() {
    std::vector<pid_t> found;
    for (const auto& process : read()) found.push_back(process.pid);
    return found;
  }
  FakePlatform platform_;
  ProcessList list_{platform_, {.page_size = 4096, .most_kept = 2, .status_every = 4}};
};

TEST_F(ProcessListTest, TellsWhoAndHowMuch) {
  const auto& process = read().at(0);
  EXPECT_EQ(process.pid, 7);
  EXPECT_EQ(process.parent, 1);
  EXPECT_EQ(process.user, 1000u);
  EXPECT_EQ(process.state, 'S');
  EXPECT_EQ(process.name, "seven");
  EXPECT_EQ(process.command, "/bin/seven --flag");
  EXPECT_EQ(process.rss, Reading(kib(60)));
  EXPECT_EQ(process.own, Reading(kib(40)));
}

TEST_F(ProcessListTest, OwnBytesHoldTheSwapAndPagesAreOfTheGivenSize) {
  platform_.texts["/proc/7/status"] = status_of("seven", 1, 64, 64, 100);
  platform_.texts["/proc/7/statm"] = "99 2 1 0 0 0 0\n";
  ProcessList list(platform_, {.page_size = 65536});
  ASSERT_TRUE(list.read());
  EXPECT_EQ(list.processes()[0].rss, Reading(kib(128)));
  EXPECT_EQ(list.processes()[0].own, Reading(kib(64 + 100)));
}

TEST_F(ProcessListTest, AReadingCostsOneFileAProcessOnceItIsKnown) {
  for (int i = 0; i < 3; ++i) read();
  platform_.reads.clear();
  for (int i = 0; i < 8; ++i) read();
  EXPECT_EQ(platform_.reads["/proc/7/statm"], 8);
  EXPECT_EQ(platform_.reads["/proc/7/status"], 2);  // in its turn
  EXPECT_EQ(platform_.reads["/proc/7/cmdline"], 0);
  set_statm(7, 400, 20);
  EXPECT_EQ(read().at(0).own, Reading(kib(400)));
}

TEST_F(ProcessListTest, SmallProcessesAtRestAreReadLessOften) {
  for (pid_t pid : {11, 12, 13}) add(pid, "small", 4, 4);
  ProcessList list(platform_, {.most_kept = 9, .status_every = 1000, .always = 1});
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(list.read());
  platform_.reads.clear();
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(list.read({12}));
  EXPECT_EQ(platform_.reads["/proc/7/statm"], 8);   // the largest
  EXPECT_EQ(platform_.reads["/proc/12/statm"], 8);  // looked at
  EXPECT_EQ(platform_.reads["/proc/11/statm"], 2);
  set_statm(11, 400, 4);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(list.read());
  EXPECT_EQ(list.processes()[1].own, Reading(kib(400)));  // seen after four readings at the latest
  end(13);
  ASSERT_TRUE(list.read());
  EXPECT_EQ(list.processes().size(), 3u);  // an end is seen at once
}

TEST_F(ProcessListTest, ProcessesComeAndGo) {
  EXPECT_THAT(pids(), ElementsAre(7));
  add(9, "nine", 4, 4);
  add(10, "ten", 4, 4);
  add(100, "hundred", 4, 4);  // one more than descriptors are kept
  EXPECT_THAT(pids(), ElementsAre(7, 9, 10, 100));
  EXPECT_THAT(pids(), ElementsAre(7, 9, 10, 100));
  end(9);
  EXPECT_THAT(pids(), ElementsAre(7, 10, 100));
  end(7);
  end(10);
  end(100);
  EXPECT_THAT(pids(), IsEmpty());
}

TEST_F(ProcessListTest, APidThatIsUsedAgainIsAnotherProcess) {
  auto before = read().at(0).serial;
  platform_.errors["/proc/7/statm"] = ESRCH;  // what a kept descriptor says of the first
  add(7, "other", 8, 4);
  // The fake's descriptors go by path, so the error must go before the second is opened.
  EXPECT_THAT(pids(), IsEmpty());
  platform_.errors.clear();
  end(7);
  EXPECT_THAT(pids(), IsEmpty());
  add(7, "other", 8, 4);
  const auto& now = read().at(0);
  EXPECT_NE(now.serial, before);
  EXPECT_EQ(now.name, "other");
}

TEST_F(ProcessListTest, ANameChangesWithExec) {
  read();
  platform_.texts["/proc/7/status"] = status_of("exec'd", 1, 40, 20, 0);
  platform_.texts["/proc/7/cmdline"] = "exec'd\0now\0"s;
  EXPECT_EQ(read().at(0).name, "exec'd");  // the second reading looks again
  EXPECT_EQ(list_.processes()[0].command, "exec'd now");
}

TEST_F(ProcessListTest, KernelThreadsAndZombiesHoldNothing) {
  platform_.texts["/proc/2/status"] = "Name:\tkthreadd\nState:\tS (sleeping)\nPPid:\t0\n";
  platform_.texts["/proc/2/statm"] = "0 0 0 0 0 0 0\n";
  platform_.texts["/proc/3/status"] = "Name:\tdead\nState:\tZ (zombie)\nPPid:\t1\n";
  platform_.texts["/proc/3/statm"] = "0 0 0 0 0 0 0\n";
  EXPECT_THAT(pids(), ElementsAre(7));
  EXPECT_EQ(list_.kernel_threads(), 1u);
  // One that becomes a zombie while it is known.
  platform_.texts["/proc/7/status"] = "Name:\tseven\nState:\tZ (zombie)\nPPid:\t1\n";
  platform_.texts["/proc/7/statm"] = "0 0 0 0 0 0 0\n";
  EXPECT_THAT(pids(), IsEmpty());
}

TEST_F(ProcessListTest, WhatMayNotBeReadSaysSo) {
  for (auto file : {"status", "statm", "cmdline"})
    platform_.errors[fmt::format("/proc/7/{}", file)] = EACCES;
  const auto& process = read().at(0);
  ASSERT_FALSE(process.rss);
  EXPECT_EQ(process.rss.missing().why, Why::not_permitted);
  EXPECT_FALSE(process.own);
}

TEST_F(ProcessListTest, NoDescriptorLeftIsAFailureOfThatReadingOnly) {
  platform_.errors["/proc/7/statm"] = EMFILE;
  EXPECT_EQ(read().at(0).rss.missing().why, Why::failed);
  platform_.errors.clear();
  EXPECT_EQ(read().at(0).rss, Reading(kib(60)));
}

TEST_F(ProcessListTest, GarbageIsNeverZero) {
  for (auto text : {"", "x y z\n", "12", "12 x 3\n", "99999999999999999999 1 1\n"}) {
    platform_.texts["/proc/7/statm"] = text;
    const auto& process = read().at(0);
    ASSERT_FALSE(process.rss) << text;
    EXPECT_EQ(process.rss.missing().why, Why::failed);
  }
}

TEST_F(ProcessListTest, HostileNamesAndEndlessArgumentsAreKeptShort) {
  platform_.texts["/proc/7/status"] =
      status_of("\x1b[2J) \\n(", 1, 40, 20, 0);  // the kernel escapes a line's end
  platform_.texts["/proc/7/cmdline"] = std::string(1 << 20, '\xff');
  const auto& process = read().at(0);
  EXPECT_EQ(process.name, "\x1b[2J) \\n(");
  EXPECT_LE(process.command.size(), 256u);
}

TEST_F(ProcessListTest, NoProcIsRefused) {
  platform_.errors["/proc"] = EACCES;
  auto done = list_.read();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().text, HasSubstr("/proc"));
}

}  // namespace
}  // namespace tare
