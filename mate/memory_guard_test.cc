#include "mate/memory_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mate/model_manager.h"
#include "port/fake/fake_platform.h"
#include "port/fake/scripted_engine.h"

namespace mate {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// A machine of texts, and a model of 4 GiB whose KV cache takes 1 MiB a token.
class MemoryGuard : public testing::Test {
 protected:
  MemoryGuard() {
    available(tare::gib(8));
    engine_.plan = [this](const tare::LoadRequest& request) {
      std::vector<tare::DeviceMemory> plan;
      auto kv = tare::mib(request.ctx);
      if (request.gpu_layers != 0)
        plan.push_back({.device = "RPC0", .gpu = true, .weights = weights_});
      plan.push_back({.device = "CPU",
                      .weights = request.gpu_layers != 0 ? tare::Bytes{} : weights_,
                      .kv = kv,
                      .compute = tare::mib(100),
                      .output = tare::mib(1),
                      .copied = copied_});
      return plan;
    };
  }
  void available(tare::Bytes bytes) {
    platform_.texts["/proc/meminfo"] =
        "MemTotal: 16777216 kB\nMemAvailable: " + std::to_string(bytes.value >> 10) + " kB\n";
  }
  void group(tare::Bytes limit, tare::Bytes used) {
    platform_.texts["/proc/self/cgroup"] = "0::/app\n";
    platform_.texts["/sys/fs/cgroup/app/memory.max"] = std::to_string(limit.value) + "\n";
    platform_.texts["/sys/fs/cgroup/app/memory.current"] = std::to_string(used.value) + "\n";
  }
  static tare::LoadRequest request(std::uint32_t ctx, bool mlock = false) {
    return {.model_path = "m.gguf", .gpu_layers = 0, .ctx = ctx, .mlock = mlock};
  }
  RamVerdict ask(const tare::LoadRequest& wanted) { return check_ram(engine_, platform_, wanted); }
  tare::Result<LoadOutcome> load(const tare::LoadRequest& wanted) {
    ModelManager manager(engine_, watch_, {}, [this](const auto& one) { return ask(one); });
    return manager.load(wanted, {});
  }

  tare::Bytes weights_ = tare::gib(4);
  tare::Bytes copied_;
  tare::FakePlatform platform_;
  tare::ScriptedEngine engine_;
  MemoryWatch watch_{{}, {}, {}, {}};
};

TEST_F(MemoryGuard, WhatFitsIsLetThrough) {
  auto verdict = ask(request(2048));
  EXPECT_EQ(verdict.no_room + verdict.no_lock + verdict.will_page, "");
  auto loaded = load(request(2048));
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->gave_up, IsEmpty());
  EXPECT_THAT(loaded->warnings, IsEmpty());
}

TEST_F(MemoryGuard, BuffersLargerThanTheFreeRamAreSteppedDownFromInOneSentence) {
  auto loaded = load(request(100000));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->used.ctx, 6250U);
  EXPECT_THAT(loaded->gave_up,
              ElementsAre(AllOf(StartsWith("Gave up a context of 100000 tokens for 6250: m.gguf "
                                           "with a context of 100000 does not fit into RAM: its KV "
                                           "cache and buffers take about 100169."),
                                HasSubstr("the machine's available RAM is 8192.00 MiB"),
                                HasSubstr("--kv-type q8_0"))));
  EXPECT_EQ(engine_.loads.size(), 1U) << "what does not fit is never tried";
}

TEST_F(MemoryGuard, ARoomTooSmallForAnyContextIsRefused) {
  available(tare::mib(300));
  auto loaded = load(request(100000));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, tare::ErrorKind::refused);
  EXPECT_THAT(loaded.error().text,
              AllOf(StartsWith("m.gguf with a context of 512 does not fit into RAM: its KV cache "
                               "and buffers take about 677.02 MiB and the machine's available RAM "
                               "is 300.00 MiB"),
                    HasSubstr("--kv-type q8_0"), HasSubstr("a smaller model")));
  EXPECT_THAT(engine_.loads, IsEmpty());
  EXPECT_EQ(engine_.plans.size(), 2U) << "nothing in between is tried";
}

TEST_F(MemoryGuard, AModelLargerThanTheRamIsPagedAndSaidSo) {
  weights_ = tare::gib(20);
  auto loaded = load(request(2048));
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->warnings,
              ElementsAre(AllOf(HasSubstr("is larger than the free RAM: its weights and buffers "
                                          "take about 22693.09 MiB"),
                                HasSubstr("read from the disk again and again"))));
}

TEST_F(MemoryGuard, LockedWeightsLargerThanTheRamAreNotLocked) {
  weights_ = tare::gib(20);
  auto loaded = load(request(2048, true));
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(loaded->used.mlock);
  EXPECT_THAT(loaded->gave_up, ElementsAre(StartsWith("Gave up locking the weights in RAM: ")));
  EXPECT_THAT(loaded->warnings, ElementsAre(HasSubstr("again and again")));
}

TEST_F(MemoryGuard, CopiedWeightsCannotBePaged) {
  copied_ = tare::gib(3);
  EXPECT_EQ(ask(request(4096)).no_room, "");
  available(tare::gib(7));
  EXPECT_THAT(ask(request(4096)).no_room, HasSubstr("take about 7333.19 MiB"));
}

TEST_F(MemoryGuard, AModelLargerThanTheControlGroupsLimitIsRefused) {
  group(tare::gib(2), tare::mib(100));
  auto loaded = load(request(1024));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, tare::ErrorKind::refused);
  EXPECT_THAT(loaded.error().text,
              AllOf(HasSubstr("its weights and buffers take about 4773.02 MiB and its control "
                              "group's limit is 2048.00 MiB")));
  EXPECT_THAT(engine_.loads, IsEmpty());
}

TEST_F(MemoryGuard, BuffersLargerThanWhatTheControlGroupHasLeftAreSteppedDownFrom) {
  group(tare::gib(8), tare::gib(7));
  auto loaded = load(request(2048));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->used.ctx, 512U);
  EXPECT_THAT(loaded->gave_up, ElementsAre(HasSubstr("what its control group's limit leaves is "
                                                     "1024.00 MiB")));
}

TEST_F(MemoryGuard, AnAddressSpaceLimitHoldsWeightsToo) {
  platform_.texts["/proc/self/limits"] =
      "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max cpu time              unlimited            unlimited            seconds   \n"
      "Max address space         5368709120           unlimited            bytes     \n";
  platform_.texts["/proc/self/status"] = "Name:\tx\nVmPeak:\t9 kB\nVmSize:\t  102400 kB\n";
  EXPECT_EQ(ask(request(512)).no_room, "");
  EXPECT_THAT(ask(request(2048)).no_room,
              HasSubstr("take about 6309.09 MiB and what ulimit -v leaves is 5020.00 MiB"));
}

TEST_F(MemoryGuard, WeightsOnACardTakeNoRam) {
  weights_ = tare::gib(20);
  auto wanted = request(2048);
  wanted.gpu_layers = -1;
  auto verdict = ask(wanted);
  EXPECT_EQ(verdict.no_room + verdict.will_page, "");
}

TEST_F(MemoryGuard, WithoutAPlanOrAReadingNothingIsSaid) {
  platform_.texts.clear();
  auto verdict = ask(request(1000000));
  EXPECT_EQ(verdict.no_room + verdict.no_lock + verdict.will_page, "");
  available(tare::mib(1));
  engine_.plan = {};
  EXPECT_EQ(ask(request(1000000)).no_room, "");
}

}  // namespace
}  // namespace mate
