#include "probe/proc_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/test_texts.h"

namespace tare {
namespace {

using ::testing::HasSubstr;

TEST(ProcStatus, EmptyTextIsAProcessThatEnded) {
  auto memory = parse_status("");
  ASSERT_FALSE(memory.rss);
  EXPECT_EQ(memory.rss.missing().why, Why::process_gone);
}

TEST(ProcStatus, GarbageIsAFailureNeverZero) {
  auto memory = parse_status("\x01\x02:::\nVm\nVmRSS\n:\n");
  ASSERT_FALSE(memory.rss);
  EXPECT_EQ(memory.rss.missing().why, Why::failed);
  ASSERT_FALSE(memory.own);
}

TEST(ProcStatus, BadNumbersAreFailuresOfTheirOwnFieldOnly) {
  for (const char* bad : {"x kB", "-5 kB", "12 MB", "12", "99999999999999999999 kB", ""}) {
    auto memory = parse_status("State:\tR\nVmHWM:\t" + std::string(bad) + "\nVmRSS:\t8 kB\n");
    ASSERT_FALSE(memory.peak) << bad;
    EXPECT_EQ(memory.peak.missing().why, Why::failed) << bad;
    EXPECT_THAT(memory.peak.missing().detail, HasSubstr("VmHWM")) << bad;
    EXPECT_EQ(memory.rss, Reading(kib(8))) << bad;
  }
}

TEST(ProcStatus, CutShortAtAnyByteGivesWhatWasWholeOrAReason) {
  auto text = stored_text("proc-6.18/python_status.txt");
  auto whole = parse_status(text);
  for (std::size_t length = 0; length < text.size(); ++length) {
    auto memory = parse_status(std::string_view(text).substr(0, length));
    // A last line that is cut has no unit any more, so no wrong number can come out.
    if (memory.rss) {
      EXPECT_EQ(memory.rss, whole.rss) << length;
    }
    if (memory.swap) {
      EXPECT_EQ(memory.swap, whole.swap) << length;
    }
  }
}

TEST(ProcStatus, ReadsLinux618) {
  auto memory = parse_status(stored_text("proc-6.18/python_status.txt"));
  auto rss = *memory.rss;
  EXPECT_EQ(rss, *memory.anon + *memory.file + *memory.shmem);
  EXPECT_GT(*memory.anon, mib(20));
  EXPECT_EQ(memory.own, Reading(*memory.anon + *memory.swap));
  EXPECT_GE(*memory.peak, rss);
  EXPECT_GT(*memory.page_tables, Bytes{});
  EXPECT_EQ(memory.uss.missing().why, Why::not_asked);
  EXPECT_EQ(memory.smaps_rss.missing().why, Why::not_asked);
}

TEST(ProcStatus, OldKernelsSayThatPartsAreNotSupported) {
  auto memory = parse_status(stored_text("proc-4.4-modelled/status.txt"));
  EXPECT_EQ(memory.rss, Reading(kib(5200)));
  EXPECT_EQ(memory.peak, Reading(kib(6000)));
  EXPECT_EQ(memory.swap, Reading(kib(128)));
  EXPECT_EQ(memory.locked, Reading(kib(64)));
  EXPECT_EQ(memory.page_tables, Reading(kib(52)));
  ASSERT_FALSE(memory.anon);
  EXPECT_EQ(memory.anon.missing().why, Why::not_supported);
  EXPECT_THAT(memory.anon.missing().detail, HasSubstr("RssAnon"));
  EXPECT_EQ(memory.own, memory.anon);  // the reason of its part
}

TEST(ProcStatus, KernelThreadHasNoMemory) {
  auto memory = parse_status(stored_text("proc-6.18/kernel_thread_status.txt"));
  ASSERT_FALSE(memory.rss);
  EXPECT_EQ(memory.rss.missing(),
            (Missing{Why::not_supported, "a kernel thread has no memory of its own"}));
}

TEST(ProcStatus, ZombieIsGone) {
  auto memory = parse_status(stored_text("proc-6.18/zombie_status.txt"));
  ASSERT_FALSE(memory.rss);
  EXPECT_EQ(memory.rss.missing().why, Why::process_gone);
}

}  // namespace
}  // namespace tare
