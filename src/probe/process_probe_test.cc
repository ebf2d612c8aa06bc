#include "probe/process_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "port/fake/fake_platform.h"
#include "probe/test_texts.h"

namespace tare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class ProcessProbeTest : public ::testing::Test {
 protected:
  ProcessProbeTest() {
    platform_.texts["/proc/42/status"] = stored_text("proc-6.18/python_status.txt");
    platform_.texts["/proc/42/stat"] = stored_text("proc-6.18/python_stat.txt");
    platform_.texts["/proc/42/smaps"] = stored_text("proc-6.18/python_smaps.txt");
    platform_.texts["/proc/42/clear_refs"] = "";
  }
  ProcessProbe open() { return std::move(ProcessProbe::open(platform_, 42).value()); }
  FakePlatform platform_;
};

TEST_F(ProcessProbeTest, BadIdsAndAbsentProcessesAreErrors) {
  auto zero = ProcessProbe::open(platform_, 0);
  ASSERT_FALSE(zero);
  EXPECT_EQ(zero.error().kind, ErrorKind::bad_input);
  auto absent = ProcessProbe::open(platform_, 43);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().text, "there is no process 43");
  EXPECT_EQ(absent.error().kind, ErrorKind::refused);
}

TEST_F(ProcessProbeTest, SampleReadsStatusAndStatOnly) {
  auto probe = open();
  auto memory = probe.sample();
  EXPECT_EQ(*memory.rss, *memory.anon + *memory.file + *memory.shmem);
  EXPECT_GT(memory.minor_faults.value(), 0u);
  EXPECT_EQ(memory.pss.missing().why, Why::not_asked);
  EXPECT_EQ(platform_.reads["/proc/42/smaps"], 0);
}

TEST_F(ProcessProbeTest, StepTakesItsTotalsFromOneReadingOfSmaps) {
  auto probe = open();
  auto step = probe.step();
  EXPECT_EQ(platform_.reads["/proc/42/smaps"], 1);
  Bytes rss, dirty, clean, pss, swap;
  for (const auto& group : step.mappings) {
    rss += group.rss;
    pss += group.pss;
    dirty += group.private_dirty;
    clean += group.private_clean;
    swap += group.swap;
  }
  EXPECT_EQ(step.memory.smaps_rss, Reading(rss));
  EXPECT_EQ(step.memory.pss, Reading(pss));
  EXPECT_EQ(step.memory.uss, Reading(clean + dirty));
  EXPECT_EQ(step.memory.own, Reading(dirty + swap));
  EXPECT_GT(step.memory.minor_faults.value(), 0u);
}

TEST_F(ProcessProbeTest, ForbiddenSmapsSaysWhyAndKeepsTheRest) {
  platform_.errors["/proc/42/smaps"] = EACCES;
  auto step = open().step();
  EXPECT_TRUE(step.memory.rss);
  EXPECT_TRUE(step.mappings.empty());
  for (const auto& reading :
       {step.memory.own, step.memory.uss, step.memory.pss, step.memory.smaps_rss}) {
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.missing().why, Why::not_permitted);
    EXPECT_THAT(reading.missing().detail, HasSubstr("as root"));
  }
}

TEST_F(ProcessProbeTest, SmapsThatCannotBeUnderstoodGivesNoNumber) {
  platform_.texts["/proc/42/smaps"] += "Rss: oops\n";
  auto step = open().step();
  EXPECT_TRUE(step.mappings.empty());
  EXPECT_EQ(step.memory.own.missing().why, Why::failed);
  EXPECT_THAT(step.memory.own.missing().detail, HasSubstr("Rss: oops"));
}

TEST_F(ProcessProbeTest, SmapsWithoutSwapHasNoOwnBytes) {
  platform_.texts["/proc/42/smaps"] =
      "1000-3000 rw-p 0 00:00 0 \nSize: 8 kB\nRss: 8 kB\nPss: 8 kB\nPrivate_Dirty: 8 kB\n";
  auto step = open().step();
  EXPECT_EQ(step.memory.own.missing().why, Why::not_supported);
  EXPECT_EQ(step.memory.uss, Reading(kib(8)));
}

TEST_F(ProcessProbeTest, ProcessThatEndsMakesEveryReadingGone) {
  auto probe = open();
  for (const char* name : {"status", "stat", "smaps", "clear_refs"})
    platform_.errors[std::string("/proc/42/") + name] = name[1] == 'm' ? ENOENT : ESRCH;
  auto step = probe.step();
  for (const auto& reading :
       {step.memory.rss, step.memory.swap, step.memory.own, step.memory.uss, step.memory.pss})
    EXPECT_EQ(reading.missing(), (Missing{Why::process_gone, "process 42 ended"}));
  EXPECT_EQ(probe.take_peak().missing().why, Why::process_gone);
}

TEST_F(ProcessProbeTest, KernelThreadSaysThatItHasNone) {
  platform_.texts["/proc/42/status"] = stored_text("proc-6.18/kernel_thread_status.txt");
  platform_.texts["/proc/42/smaps"] = "";
  auto step = open().step();
  EXPECT_THAT(step.memory.own.missing().detail, HasSubstr("kernel thread"));
}

TEST_F(ProcessProbeTest, PeakIsReadThenReset) {
  auto probe = open();
  auto status = probe.sample();
  EXPECT_EQ(probe.take_peak(), status.peak);
  EXPECT_THAT(platform_.written, ElementsAre(Pair("/proc/42/clear_refs", "5")));
}

TEST_F(ProcessProbeTest, PeakThatCannotBeResetIsMissingWithTheReason) {
  platform_.errors["/proc/42/clear_refs"] = EACCES;
  auto peak = open().take_peak();
  ASSERT_FALSE(peak);
  EXPECT_EQ(peak.missing().why, Why::not_permitted);
  EXPECT_THAT(peak.missing().detail, HasSubstr("cannot be reset"));
}

}  // namespace
}  // namespace tare
