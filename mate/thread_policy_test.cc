#include "mate/thread_policy.h"

#include <gtest/gtest.h>

#include "mate/thread_governor.h"
#include "port/fake/fake_platform.h"

namespace mate {
namespace {

using namespace std::chrono_literals;

constexpr ThreadLimits kTwoCores{.usable = 2, .online = 2, .most = 6};

class PolicyTest : public testing::Test {
 protected:
  // So many looks, 20 ms apart.
  void look(int times, int others) {
    for (int i = 0; i < times; ++i) policy_.see({.at = now_ += 20ms, .others = others});
  }
  void token(tare::Duration took) { policy_.see({.at = now_ += took, .token = took}); }

  ThreadPolicy policy_{kTwoCores};
  tare::Instant now_ = tare::Instant{} + 1h;
};

TEST_F(PolicyTest, UsesEveryCoreOfAnIdleMachine) {
  look(50, 0);
  EXPECT_EQ(policy_.threads(), 2);
}

TEST_F(PolicyTest, NeverUsesMoreThanTheProfileAllows) {
  ThreadPolicy policy({.usable = 16, .online = 16, .most = 6});
  EXPECT_EQ(policy.threads(), 6);
}

TEST_F(PolicyTest, NeverUsesFewerThanOneThread) {
  look(50, 40);
  EXPECT_EQ(policy_.threads(), 1);
}

TEST_F(PolicyTest, TwoBusyProgramsTakeAThreadAtTheFirstLook) {
  look(1, 2);
  EXPECT_EQ(policy_.threads(), 1);
}

TEST_F(PolicyTest, ATaskThatIsGoneAtTheNextLookTakesNone) {
  look(10, 0);
  look(1, 1);
  look(1, 0);
  EXPECT_EQ(policy_.threads(), 2);
  EXPECT_EQ(policy_.falls(), 0);
}

TEST_F(PolicyTest, OneBusyProgramTakesAThreadWithinATenthOfASecond) {
  look(10, 0);
  look(5, 1);
  EXPECT_EQ(policy_.threads(), 1);
}

TEST_F(PolicyTest, TheShortTasksOfAnIdleDesktopTakeNone) {
  for (int i = 0; i < 100; ++i) {
    look(10, 0);
    look(2, 1);
  }
  EXPECT_EQ(policy_.falls(), 0);
}

TEST_F(PolicyTest, RisesOnlyAfterHalfASecondOfQuiet) {
  look(10, 2);
  look(20, 0);  // 400 ms, of which the smoothed load takes some to fall
  EXPECT_EQ(policy_.threads(), 1);
  look(30, 0);
  EXPECT_EQ(policy_.threads(), 2);
}

TEST_F(PolicyTest, ABusyProgramInBetweenBeginsTheQuietAnew) {
  look(10, 2);
  look(22, 0);
  look(5, 2);
  look(20, 0);
  EXPECT_EQ(policy_.threads(), 1);
}

TEST_F(PolicyTest, ARiseThatWentWrongWaitsTwiceAsLongForTheNext) {
  look(10, 2);
  look(50, 0);
  ASSERT_EQ(policy_.threads(), 2);
  look(2, 2);  // 40 ms after the rise
  ASSERT_EQ(policy_.threads(), 1);
  look(40, 0);
  EXPECT_EQ(policy_.threads(), 1);
  look(30, 0);
  EXPECT_EQ(policy_.threads(), 2);
}

TEST_F(PolicyTest, SlowTokensTakeAThreadWhereTheLoadIsBlind) {
  for (int i = 0; i < 10; ++i) token(10ms);
  token(35ms);
  EXPECT_EQ(policy_.threads(), 2);
  token(35ms);
  EXPECT_EQ(policy_.threads(), 1);
}

TEST_F(PolicyTest, AfterAPauseItBeginsAnew) {
  look(10, 2);
  now_ += 5s;
  look(1, 0);
  EXPECT_EQ(policy_.threads(), 2);
}

TEST_F(PolicyTest, ManyCoresKeepOneForEachBusyProgram) {
  ThreadPolicy policy({.usable = 16, .online = 16, .most = 16});
  for (int i = 0; i < 20; ++i) policy.see({.at = now_ += 20ms, .others = 3});
  EXPECT_EQ(policy.threads(), 13);
}

TEST(ThreadGovernorTest, ReadsTheCountOfRunningTasks) {
  EXPECT_EQ(running_tasks("0.42 0.31 0.20 2/415 9931\n"), 2);
  EXPECT_EQ(running_tasks("0.42 0.31"), std::nullopt);
  EXPECT_EQ(running_tasks(""), std::nullopt);
  EXPECT_EQ(running_tasks("a b c d/e f"), std::nullopt);
}

TEST(ThreadGovernorTest, ReadsTheStateBehindAnyName) {
  EXPECT_EQ(task_state("12 (a) R) R 1 2"), 'R');
  EXPECT_EQ(task_state("12 (sleepy) S 1 2"), 'S');
  EXPECT_EQ(task_state("12 (cut"), std::nullopt);
}

TEST(ThreadGovernorTest, CountsCoresOfAList) {
  EXPECT_EQ(count_cores("0-1\n"), 2);
  EXPECT_EQ(count_cores("0-3,8,10-11"), 7);
  EXPECT_EQ(count_cores("3-1"), std::nullopt);
  EXPECT_EQ(count_cores("x"), std::nullopt);
  EXPECT_EQ(count_cores(""), std::nullopt);
}

class GovernorTest : public testing::Test {
 protected:
  GovernorTest() {
    machine_.texts["/sys/devices/system/cpu/online"] = "0-1\n";
    machine_.texts["/proc/self/task/7/stat"] = "7 (mate) R 1";
    machine_.texts["/proc/self/task/8/stat"] = "8 (mate) R 1";
    running(2);
    machine_.time = tare::Instant{} + 1h;
  }
  void running(int tasks) {
    machine_.texts["/proc/loadavg"] = "0.1 0.1 0.1 " + std::to_string(tasks) + "/99 9\n";
  }
  tare::FakePlatform machine_;
};

TEST_F(GovernorTest, OurOwnThreadsAreNoOtherProgram) {
  ThreadGovernor governor(machine_, thread_limits(machine_, 2, 6), false);
  for (int i = 0; i < 10; ++i) {
    machine_.advance(30ms);
    EXPECT_EQ(governor.threads(), 2);
  }
  running(4);
  for (int i = 0; i < 2; ++i) {
    machine_.advance(30ms);
    governor.threads();
  }
  EXPECT_EQ(governor.threads(), 1);
}

TEST_F(GovernorTest, LooksAtMostEveryTwentyMilliseconds) {
  ThreadGovernor governor(machine_, thread_limits(machine_, 2, 6), false);
  for (int i = 0; i < 10; ++i) {
    machine_.advance(5ms);
    governor.threads();
  }
  EXPECT_EQ(machine_.reads["/proc/loadavg"], 3);
}

TEST_F(GovernorTest, AFixedNumberStays) {
  running(20);
  ThreadGovernor governor(machine_, thread_limits(machine_, 2, 2), true);
  EXPECT_EQ(governor.threads(), 2);
}

TEST_F(GovernorTest, AMachineThatTellsNothingGetsTheLimit) {
  machine_.texts.clear();
  ThreadGovernor governor(machine_, thread_limits(machine_, 3, 2), false);
  EXPECT_EQ(governor.threads(), 2);
}

TEST_F(GovernorTest, AFirstReplysPromptIsNoSlowToken) {
  machine_.texts.erase("/proc/loadavg");
  ThreadGovernor governor(machine_, thread_limits(machine_, 2, 2), false);
  for (int reply = 0; reply < 3; ++reply) {
    governor.begin_reply();
    for (int batch = 0; batch < 4; ++batch) {
      machine_.advance(200ms);
      EXPECT_EQ(governor.threads(), 2);
    }
    governor.token_came();
    for (int i = 0; i < 5; ++i) {
      machine_.advance(10ms);
      EXPECT_EQ(governor.threads(), 2);
    }
  }
}

}  // namespace
}  // namespace mate
