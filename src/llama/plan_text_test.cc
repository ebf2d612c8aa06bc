// The planner's text and the search for the layers that fit. The plan itself: test/engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "llama/dry_plan.h"
#include "llama/plan_text.h"

namespace tare::llama {
namespace {

using ::testing::HasSubstr;

TEST(PlanText, ReadsBackWhatWasWritten) {
  DryPlan plan{{{"RPC0", true, {1}, {2}, {3}, {4}, {0}}, {"CPU", false, {5}, {6}, {7}, {8}, {3}}},
               31};
  auto read = parse_plan(plan_text(plan));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->plan.layers, 31);
  ASSERT_EQ(read->plan.memory.size(), 2u);
  EXPECT_EQ(read->plan.memory[0].device, "RPC0");
  EXPECT_TRUE(read->plan.memory[0].gpu);
  EXPECT_EQ(read->plan.memory[0].total(), Bytes{10});
  EXPECT_EQ(read->plan.memory[1].output, Bytes{8});
  EXPECT_EQ(read->plan.memory[1].copied, Bytes{3});
  EXPECT_FALSE(read->fit);
}

TEST(PlanText, ErrorsKeepKindAndWords) {
  auto read = parse_plan(plan_text(Error{"the file\nis bad.", ErrorKind::refused}));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::refused);
  EXPECT_THAT(read.error().text, HasSubstr("is bad."));
  EXPECT_EQ(parse_plan("error bad_input no such file.\n").error().kind, ErrorKind::bad_input);
  EXPECT_EQ(parse_plan("error bad_input no such file.\n").error().text, "no such file.");
}

TEST(PlanText, NonsenseIsNoPlan) {
  for (const char* text :
       {"", "hello\n", "layers\n", "layers x\n", "layers 3\ndevice CPU\n",
        "layers 3\ndevice CPU host 1 2 3 4\n", "layers 3\ndevice CPU host 1 2 3 -4 5\n",
        "layers 3\ndevice CPU moon 1 2 3 4 5\n", "fit many\n", "fit 1\n", "fit 1 2 -3\n",
        "error terrible x\n"})
    EXPECT_THAT(parse_plan(text).error().text, HasSubstr("no plan")) << text;
  EXPECT_EQ(parse_plan("fit 0 0 0\n")->fit->layers, 0);
}

TEST(PlanText, AFitIsReadBackAsItWasWritten) {
  auto read = parse_plan(plan_text(LayerFit{.layers = 12, .all = 31, .needed = mib(170)}));
  ASSERT_TRUE(read && read->fit);
  EXPECT_EQ(read->fit->layers, 12);
  EXPECT_EQ(read->fit->all, 31);
  EXPECT_EQ(read->fit->needed, mib(170));
}

// Weights of 10 a layer on 7 of fixed buffers.
Bytes straight(int layers) { return {layers == 0 ? 0U : 7 + 10 * static_cast<unsigned>(layers)}; }

TEST(LayersThatFit, IsTheMostForEveryAmountAndAsksLittle) {
  for (std::uint64_t free = 0; free < 400; ++free) {
    int asked = 0;
    auto found = most_that_fits(33, {free}, [&](int layers) -> Result<Bytes> {
      ++asked;
      return straight(layers);
    });
    ASSERT_TRUE(found);
    EXPECT_LE(straight(*found).value, free);
    EXPECT_GT(*found == 33 ? free + 1 : straight(*found + 1).value, free);
    EXPECT_LE(asked, 6) << free;
  }
}

TEST(LayersThatFit, StepsAndPlateausAreFoundToo) {
  auto steps = [](int layers) { return Bytes{static_cast<std::uint64_t>(layers / 5 * 1000)}; };
  for (std::uint64_t free : {0u, 999u, 1000u, 5500u, 9000u}) {
    int asked = 0;
    auto found = most_that_fits(48, {free}, [&](int layers) -> Result<Bytes> {
      ++asked;
      return steps(layers);
    });
    EXPECT_LE(steps(*found).value, free);
    EXPECT_GT(*found == 48 ? free + 1 : steps(*found + 1).value, free);
    EXPECT_LE(asked, 12);
  }
}

TEST(LayersThatFit, AnErrorEndsTheSearch) {
  auto found = most_that_fits(33, {5}, [](int) -> Result<Bytes> { return bad_input("broken."); });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().text, "broken.");
}

}  // namespace
}  // namespace tare::llama
