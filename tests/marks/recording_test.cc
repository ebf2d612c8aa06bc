// A real program, measured by the real loop on the real kernel, into a store in memory.
#include "app/record_run.h"

#include <sys/wait.h>

#include "linux/linux_platform.h"
#include "port/fake/memory_store.h"
#include "tests/marks/listener.h"

namespace tare {
namespace {

using testing::ElementsAre;

class RecordingTest : public MarksTest {
 protected:
  Recorded record(const StartRequest& request) {
    auto program = start(request);
    return record_run(platform_, {}, *program, store_, {.id = "r"}, {}, hooks_).value();
  }
  LinuxPlatform platform_;
  MemoryStore store_;
  RecordHooks hooks_;
};

TEST_F(RecordingTest, AWholeRunOfARealProgram) {
  auto recorded = record(speaker({"marks_strict_c99"}));
  EXPECT_EQ(describe(recorded), "exit 0");
  std::vector<std::string> names;
  names.reserve(store_.run.steps.size());
  for (const auto& step : store_.run.steps) names.push_back(step.name);
  ASSERT_THAT(names, ElementsAre("1 baseline", "library", "2 end"));
  for (const auto& step : store_.run.steps) {
    EXPECT_GT(*step.sample.process.rss, Bytes{});
    EXPECT_GT(*step.sample.process.own, Bytes{});
    EXPECT_GE(*step.peak_in_step, kib(100));
    EXPECT_FALSE(step.mappings.empty());
    EXPECT_GT(step.cost, Duration{});
    EXPECT_FALSE(step.late);
  }
  EXPECT_THAT(store_.run.steps[0].notes, ElementsAre(Note{"scenario", "all"}));
  EXPECT_EQ(store_.run.steps[2].declared.at(0).owner, "KV cache");
  EXPECT_EQ(store_.run.turns.at(0).prompt_tokens, 12u);
  EXPECT_GE(recorded.cost.samples, 1u);
  EXPECT_TRUE(recorded.cost.recorder_rss);
}

TEST_F(RecordingTest, ManyThreadsAreEachMeasured) {
  auto recorded = record(speaker({"marks_speaker_cpp", "threads", "64", "2"}));
  EXPECT_EQ(describe(recorded), "exit 0");
  EXPECT_EQ(store_.run.steps.size(), 128u);
}

TEST_F(RecordingTest, ADeathAfterAStepKeepsTheStepAndTheLastWords) {
  auto recorded = record(speaker({"marks_speaker_c", "dies"}));
  EXPECT_EQ(describe(recorded), "signal 9");
  EXPECT_TRUE(find_step(store_.run, "1")->sample.process.rss);
  EXPECT_THAT(store_.run.notes, ElementsAre(Note{"very last", "words"}));
}

}  // namespace
}  // namespace tare
