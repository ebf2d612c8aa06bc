#include "mate/model_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mate/ram_alert.h"
#include "port/fake/scripted_engine.h"

namespace mate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ModelManagerTest : public testing::Test {
 protected:
  static MemorySources sources(tare::Bytes* own) {
    return {.process = [own] {
      tare::ProcessMemory memory;
      memory.own = *own;
      memory.rss = *own;
      return memory;
    }};
  }
  void card(tare::Bytes total) {
    engine_.cards.push_back({.name = "RPC0", .gpu = true, .total = total, .free = total});
  }
  tare::LoadRequest request(int layers, std::uint32_t ctx = 2048) {
    return {.model_path = "m.gguf", .gpu_layers = layers, .ctx = ctx};
  }
  static LayersThatFit fits(int layers) {
    return [=](const auto&) {
      return CardFit{.layers = layers, .all = 31, .needed = tare::mib(170), .free = tare::mib(80)};
    };
  }
  // A card that holds `most` layers at a context of 2048, in proportion to it.
  void card_holds(int most, bool cpu_fails = false) {
    engine_.refuse = [=](const tare::LoadRequest& asked) -> std::optional<tare::Error> {
      int layers = asked.gpu_layers < 0 ? 31 : std::min(asked.gpu_layers, 31);
      bool fits = layers * static_cast<int>(asked.ctx) <= most * 2048;
      if (layers == 0) fits = !cpu_fails;
      if (fits) return std::nullopt;
      return tare::Error{"it does not fit", tare::ErrorKind::refused};
    };
  }

  tare::Bytes own_ = tare::mib(3);
  std::vector<std::string> lines_;
  tare::ScriptedEngine engine_;
  MemoryWatch watch_{sources(&own_), [this](std::string_view line) { lines_.emplace_back(line); },
                     std::chrono::seconds(60), tare::mib(1024)};
};

TEST_F(ModelManagerTest, LoadsWhatFitsAtOnce) {
  card(tare::gib(6));
  ModelManager manager(engine_, watch_, {});
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_THAT(outcome->gave_up, IsEmpty());
  EXPECT_THAT(outcome->remarks, IsEmpty());
  EXPECT_EQ(outcome->facts.gpu_layers, 31);
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("model loaded: RAM 3.00 MiB (own 3.00 MiB)")));
}

TEST_F(ModelManagerTest, WithoutACardTheCpuIsUsedAndItIsSaid) {
  ModelManager manager(engine_, watch_, {});
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->used.gpu_layers, 0);
  EXPECT_THAT(outcome->gave_up, IsEmpty());
  EXPECT_THAT(outcome->remarks, ElementsAre(HasSubstr("No GPU was found")));
}

TEST_F(ModelManagerTest, MoreLayersThanTheModelHasAreTheSameAsAll) {
  card(tare::gib(6));
  ModelManager manager(engine_, watch_, {});
  auto outcome = manager.load(request(35), {});
  ASSERT_TRUE(outcome);
  EXPECT_THAT(outcome->remarks, ElementsAre(HasSubstr("35 GPU layers were asked for and the model "
                                                      "has 31")));
}

TEST_F(ModelManagerTest, ACardTooSmallGetsTheLayersThatThePlanSaysFitWithoutAFailedLoad) {
  card(tare::mib(80));
  card_holds(12);
  ModelManager manager(engine_, watch_, fits(12));
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->used.gpu_layers, 12);
  EXPECT_EQ(outcome->used.ctx, 2048U);
  EXPECT_THAT(
      outcome->gave_up,
      ElementsAre("Gave up all layers on the GPU for 12 layers before the load: all 31 take "
                  "170.00 MiB, and 80.00 MiB are free."));
  EXPECT_EQ(engine_.loads.size(), 1U);
  EXPECT_EQ(outcome->asked.gpu_layers, -1);
}

TEST_F(ModelManagerTest, WhatFitsIsNotLowered) {
  card(tare::gib(6));
  for (int asked : {-1, 35, 31, 12}) {
    ModelManager manager(engine_, watch_, fits(31));
    auto outcome = manager.load(request(asked), {});
    ASSERT_TRUE(outcome);
    EXPECT_THAT(outcome->gave_up, IsEmpty()) << asked;
    EXPECT_EQ(outcome->used.gpu_layers, asked);
  }
}

TEST_F(ModelManagerTest, NothingIsPlannedForTheCpu) {
  card(tare::gib(6));
  ModelManager manager(engine_, watch_, [](const auto&) {
    ADD_FAILURE() << "planned";
    return std::optional<CardFit>();
  });
  EXPECT_TRUE(manager.load(request(0), {}));
}

TEST_F(ModelManagerTest, MemoryTakenBetweenPlanAndLoadIsPlannedForAnew) {
  card(tare::mib(80));
  card_holds(5);
  int looks = 0;
  ModelManager manager(engine_, watch_, [&](const auto&) {
    return CardFit{.layers = ++looks == 1 ? 31 : 5, .all = 31};
  });
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->used.gpu_layers, 5);
  EXPECT_THAT(outcome->gave_up,
              ElementsAre("Gave up all layers on the GPU for 5 layers: it does not fit"));
  EXPECT_EQ(engine_.loads.size(), 2U);
}

TEST_F(ModelManagerTest, APlanThatWasTooHopefulIsFollowedByHalf) {
  card(tare::mib(80));
  card_holds(10);
  ModelManager manager(engine_, watch_, fits(12));
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->used.gpu_layers, 6);
  EXPECT_EQ(outcome->gave_up.size(), 2U);
}

TEST_F(ModelManagerTest, ThenASmallerContextIsTried) {
  card(tare::mib(80));
  card_holds(2);
  ModelManager manager(engine_, watch_, fits(12));
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->used.gpu_layers, 3);
  EXPECT_EQ(outcome->used.ctx, 1024U);
  EXPECT_THAT(outcome->gave_up.back(), HasSubstr("Gave up a context of 2048 tokens for 1024"));
}

TEST_F(ModelManagerTest, AtLastTheCpuIsTriedWithTheContextThatWasWanted) {
  card(tare::mib(1));
  card_holds(0);
  ModelManager manager(engine_, watch_, fits(0));
  auto outcome = manager.load(request(-1), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->used.gpu_layers, 0);
  EXPECT_EQ(outcome->used.ctx, 2048U);
  EXPECT_THAT(outcome->gave_up, ElementsAre(HasSubstr("Gave up the GPU for the CPU before the "
                                                      "load: all 31 layers take 170.00 MiB")));
  EXPECT_EQ(engine_.loads.size(), 1U);
}

TEST_F(ModelManagerTest, AModelLargerThanTheMachineEndsWithItsReason) {
  card(tare::mib(1));
  card_holds(0, true);
  ModelManager manager(engine_, watch_, {});
  auto outcome = manager.load(request(-1), {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().text, "it does not fit");
  EXPECT_EQ(engine_.loads.back().ctx, kSmallestContext);
  EXPECT_LE(engine_.loads.size(), 10U);
}

TEST_F(ModelManagerTest, ABadFileIsNoReasonToStepDown) {
  card(tare::gib(6));
  engine_.refuse = [](const auto&) {
    return std::optional(tare::Error{"it is no GGUF file", tare::ErrorKind::bad_input});
  };
  ModelManager manager(engine_, watch_, {});
  EXPECT_FALSE(manager.load(request(-1), {}));
  EXPECT_EQ(engine_.loads.size(), 1U);
}

TEST_F(ModelManagerTest, WarmsWithTwoTokens) {
  ModelManager manager(engine_, watch_, {});
  ASSERT_TRUE(manager.load(request(0), {}));
  auto prompt = engine_.tokenize("hello", true);
  ASSERT_TRUE(manager.warm(*prompt, {}));
  EXPECT_EQ(engine_.kv.size(), prompt->size() + 2);
}

TEST_F(ModelManagerTest, TheUnloadSaysWhatStayed) {
  ModelManager manager(engine_, watch_, {});
  ASSERT_TRUE(manager.load(request(0), {}));
  own_ = tare::mib(66);
  auto outcome = manager.unload();
  EXPECT_FALSE(engine_.loaded);
  EXPECT_EQ(*outcome.own_before_load, tare::mib(3));
  EXPECT_EQ(*outcome.own_loaded, tare::mib(66));
  ASSERT_TRUE(outcome.kept);
  EXPECT_EQ(outcome.kept->value, 63 << 20);
  EXPECT_THAT(describe(outcome), HasSubstr("+63.00 MiB"));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // no mallinfo2 there
  EXPECT_GT(outcome.heap.in_use.value, 0U);
#endif
}

TEST_F(ModelManagerTest, AnUnloadThatCannotBeMeasuredSaysWhy) {
  UnloadOutcome outcome{.own_after = tare::Missing{tare::Why::not_permitted, ""}};
  EXPECT_THAT(describe(outcome), HasSubstr("could not be measured (not permitted)"));
}

TEST(RamAlertTest, WarnsOncePerCrossingWithHysteresis) {
  RamAlert alert(tare::mib(100));
  EXPECT_FALSE(alert.rises(tare::mib(99)));
  EXPECT_TRUE(alert.rises(tare::mib(100)));
  EXPECT_FALSE(alert.rises(tare::mib(200)));
  EXPECT_FALSE(alert.rises(tare::mib(95)));  // not clearly below
  EXPECT_FALSE(alert.rises(tare::mib(101)));
  EXPECT_FALSE(alert.rises(tare::mib(89)));
  EXPECT_TRUE(alert.rises(tare::mib(101)));
}

TEST(RamAlertTest, ZeroNeverWarns) {
  RamAlert alert(tare::Bytes{});
  EXPECT_FALSE(alert.rises(tare::gib(100)));
}

TEST_F(ModelManagerTest, LogsTheFirstReplyThenOnATimer) {
  auto now = tare::Instant{} + std::chrono::hours(1);
  watch_.after_reply(now);
  watch_.after_reply(now += std::chrono::seconds(30));
  watch_.after_reply(now += std::chrono::seconds(30));
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("first reply"), HasSubstr("running")));
  own_ = tare::mib(2000);
  watch_.after_reply(now);
  watch_.after_reply(now);
  EXPECT_EQ(watch_.warnings(), 1);
  EXPECT_THAT(lines_.back(), HasSubstr("warning: RAM 2000.00 MiB is over the alert of 1024.00"));
}

}  // namespace
}  // namespace mate
