#include "mate/avatar_queue.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace mate {
namespace {

using ::testing::ElementsAre;

ExpressionValue value(std::string_view name, double value = 0) {
  return *expression_value(name, value);
}
AvatarCommand other(std::string line) { return {.line = std::move(line)}; }

// The texts, and expressions as "joy 0.5".
std::vector<std::string> all(AvatarQueue& queue) {
  std::vector<std::string> lines;
  ExpressionValue expression;
  for (std::string line, singles; queue.pop(line, singles, expression); line.clear()) {
    if (expression.length > 0) line += fmt::format("{} {}", expression.name(), expression.value);
    lines.push_back(line);
  }
  return lines;
}

TEST(AvatarQueue, KeepsTheOrder) {
  AvatarQueue queue;
  queue.push(other("a"));
  queue.push(value("joy", 1));
  queue.push(other("c"));
  EXPECT_THAT(all(queue), ElementsAre("a", "joy 1", "c"));
  EXPECT_TRUE(queue.empty());
}

TEST(AvatarQueue, ANewerValueTakesTheQueuedOnesPlaceAwayAndStandsLast) {
  AvatarQueue queue;
  queue.push(value("joy", 0.2));
  queue.push(value("fun", 0.1));
  queue.push(other("reset"));
  queue.push(value("joy", 0.5));
  EXPECT_EQ(queue.counts().replaced, 1u);
  EXPECT_THAT(all(queue), ElementsAre("fun 0.1", "reset", "joy 0.5"));
}

TEST(AvatarQueue, WhenFullTheOldestValueIsDroppedFirst) {
  AvatarQueue queue;
  queue.push(other("first"));
  queue.push(value("joy"));
  for (std::size_t i = 2; i < AvatarQueue::kCapacity; ++i) queue.push(other("x"));
  queue.push(other("new"));
  EXPECT_EQ(queue.size(), AvatarQueue::kCapacity);
  EXPECT_EQ(queue.counts().dropped, 1u);
  queue.push(other("newer"));  // no value is left: the oldest command goes
  auto lines = all(queue);
  EXPECT_EQ(lines.front(), "x");
  EXPECT_EQ(lines.back(), "newer");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "joy 0"), 0);
}

TEST(AvatarQueue, StaysBoundedWhateverIsPushed) {
  AvatarQueue queue;
  for (int i = 0; i < 10000; ++i) {
    queue.push(value("expression " + std::to_string(i)));
    ASSERT_LE(queue.size(), AvatarQueue::kCapacity);
  }
  EXPECT_EQ(queue.counts().dropped, 10000 - AvatarQueue::kCapacity);
  EXPECT_EQ(queue.reserved_bytes(), AvatarQueue().reserved_bytes());  // values take no memory
}

TEST(AvatarQueue, LongTextsGiveTheirRoomBack) {
  AvatarQueue queue;
  for (int i = 0; i < 64; ++i) queue.push(other(std::string(30000, 'a')));
  EXPECT_GT(queue.reserved_bytes(), 64u * 30000);
  all(queue);
  for (int i = 0; i < 64; ++i) queue.push(other("short"));
  EXPECT_LT(queue.reserved_bytes(), 10u * 1024);
}

TEST(AvatarQueue, TakesBatchesWithTheirSingles) {
  AvatarQueue queue;
  queue.push(other("batch"), "one\ntwo\n");
  std::string line;
  std::string singles;
  ExpressionValue expression;
  ASSERT_TRUE(queue.pop(line, singles, expression));
  EXPECT_EQ(line, "batch");
  EXPECT_EQ(singles, "one\ntwo\n");
  EXPECT_EQ(expression.length, 0);
  EXPECT_FALSE(queue.pop(line, singles, expression));
}

}  // namespace
}  // namespace mate
