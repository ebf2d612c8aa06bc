#include "llama/kv_reuse.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tare::llama {
namespace {

using Tokens = std::vector<std::int32_t>;

Tokens range(std::int32_t from, std::int32_t to) {
  Tokens tokens;
  for (auto i = from; i < to; ++i) tokens.push_back(i);
  return tokens;
}

Tokens operator+(Tokens a, const Tokens& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// What the cache holds after the plan was carried out.
Tokens carried_out(const Tokens& cached, const KvReuse& plan) {
  auto at = [&](std::size_t i) { return cached.begin() + static_cast<std::ptrdiff_t>(i); };
  return Tokens(at(0), at(plan.keep)) + Tokens(at(plan.drop_to), at(plan.drop_to + plan.moved));
}

KvReuse plan(const Tokens& cached, const Tokens& prompt, bool can_move = true) {
  auto made = plan_reuse(cached, prompt, can_move, 4);
  EXPECT_LE(made.drop_to + made.moved, cached.size());
  EXPECT_LT(made.reused(), prompt.size());
  EXPECT_EQ(made.drop_from, made.keep);
  EXPECT_LE(made.drop_from, made.drop_to);
  Tokens front(prompt.begin(), prompt.begin() + static_cast<std::ptrdiff_t>(made.reused()));
  EXPECT_EQ(carried_out(cached, made), front);
  return made;
}

TEST(KvReuse, EmptyCacheReusesNothing) { EXPECT_EQ(plan({}, range(0, 9)).reused(), 0u); }

TEST(KvReuse, IdenticalLeavesOneTokenToDecode) {
  auto made = plan(range(0, 20), range(0, 20));
  EXPECT_EQ(made.keep, 19u);
  EXPECT_EQ(made.moved, 0u);
}

TEST(KvReuse, AppendKeepsAll) {
  auto made = plan(range(0, 20), range(0, 30));
  EXPECT_EQ(made.keep, 20u);
  EXPECT_EQ(made.moved, 0u);
}

TEST(KvReuse, CachedLongerThanWantedIsCutBack) {
  auto made = plan(range(0, 30), range(0, 10));
  EXPECT_EQ(made.keep, 9u);
  EXPECT_EQ(made.moved, 0u);
}

TEST(KvReuse, NothingInCommon) { EXPECT_EQ(plan(range(0, 20), range(100, 120)).reused(), 0u); }

TEST(KvReuse, PromptOfOneTokenIsDecoded) { EXPECT_EQ(plan(range(0, 20), {0}).reused(), 0u); }

TEST(KvReuse, SlidWindowKeepsSystemAndMovesTheRest) {
  auto system = range(0, 10);
  auto first = range(100, 115);
  auto second = range(200, 220);
  auto made = plan(system + first + second, system + second + range(300, 310));
  EXPECT_EQ(made.keep, 10u);
  EXPECT_EQ(made.drop_from, 10u);
  EXPECT_EQ(made.drop_to, 25u);
  EXPECT_EQ(made.moved, 20u);
}

TEST(KvReuse, TurnsThatBeginAlikeStillSlide) {
  // Every turn opens with the same words, so that the common prefix ends inside a turn.
  Tokens opening{1, 2, 3};
  auto system = range(10, 20);
  auto first = opening + range(100, 110);
  auto second = opening + range(200, 212);
  auto third = opening + range(300, 305);
  auto made = plan(system + first + second, system + second + third);
  EXPECT_EQ(made.keep, 13u);
  EXPECT_EQ(made.reused(), 25u);
}

TEST(KvReuse, SlidWithoutShiftKeepsThePrefixOnly) {
  auto system = range(0, 10);
  auto made = plan(system + range(100, 115) + range(200, 220), system + range(200, 220), false);
  EXPECT_EQ(made.keep, 10u);
  EXPECT_EQ(made.moved, 0u);
}

TEST(KvReuse, FewTokensAreNotWorthMoving) {
  auto system = range(0, 10);
  auto made =
      plan(system + range(100, 115) + range(200, 203), system + range(200, 203) + range(5, 9));
  EXPECT_EQ(made.reused(), 10u);
}

TEST(KvReuse, WindowSlidAndTheEndChanged) {
  auto system = range(0, 10);
  auto made = plan(system + range(100, 115) + range(200, 220) + range(700, 710),
                   system + range(200, 220) + range(300, 310));
  EXPECT_EQ(made.moved, 20u);  // the rest of the cache goes
}

TEST(KvReuse, RepeatedTokens) {
  Tokens same(50, 7);
  EXPECT_EQ(plan(same, Tokens(50, 7)).reused(), 49u);
  EXPECT_EQ(plan(same, Tokens(80, 7)).reused(), 50u);
  EXPECT_EQ(plan(same, Tokens(20, 7)).reused(), 19u);
  EXPECT_EQ(plan(same, range(0, 5) + same).reused(), 0u) << "the prompt begins with something new";
}

TEST(KvReuse, ChoosesTheLongestOfSeveral) {
  auto kept = range(0, 5);
  auto wanted = range(50, 70);
  Tokens decoy(wanted.begin(), wanted.begin() + 6);
  auto made =
      plan(kept + range(90, 95) + decoy + range(95, 99) + wanted, kept + wanted + Tokens{1});
  EXPECT_EQ(made.moved, 20u);
}

TEST(KvReuse, AnyTwoSequencesGiveACachePrefixOfThePrompt) {
  std::mt19937 random(3);
  auto sequence = [&](std::size_t length) {
    Tokens tokens(length);
    for (auto& token : tokens) token = static_cast<std::int32_t>(random() % 3);
    return tokens;
  };
  for (int i = 0; i < 2000; ++i) plan(sequence(random() % 60), sequence(1 + random() % 60));
}

}  // namespace
}  // namespace tare::llama
