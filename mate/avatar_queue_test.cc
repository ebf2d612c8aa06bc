#include "mate/avatar_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace mate {
namespace {

using ::testing::ElementsAre;

AvatarCommand value(std::string expression, std::string line) {
  return {.line = std::move(line), .expression = std::move(expression)};
}
AvatarCommand other(std::string line) { return {.line = std::move(line), .expression = {}}; }

std::vector<std::string> all(AvatarQueue& queue) {
  std::vector<std::string> lines;
  for (std::string line, singles; queue.pop(line, singles); line.clear()) lines.push_back(line);
  return lines;
}

TEST(AvatarQueue, KeepsTheOrder) {
  AvatarQueue queue;
  queue.push(other("a"));
  queue.push(value("joy", "b"));
  queue.push(other("c"));
  EXPECT_THAT(all(queue), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(queue.empty());
}

TEST(AvatarQueue, ANewerValueTakesTheQueuedOnesPlaceAwayAndStandsLast) {
  AvatarQueue queue;
  queue.push(value("joy", "joy 0.2"));
  queue.push(value("fun", "fun 0.1"));
  queue.push(other("reset"));
  queue.push(value("joy", "joy 0.5"));
  EXPECT_EQ(queue.counts().replaced, 1u);
  EXPECT_THAT(all(queue), ElementsAre("fun 0.1", "reset", "joy 0.5"));
}

TEST(AvatarQueue, WhenFullTheOldestValueIsDroppedFirst) {
  AvatarQueue queue;
  queue.push(other("first"));
  queue.push(value("joy", "joy"));
  for (std::size_t i = 2; i < AvatarQueue::kCapacity; ++i) queue.push(other("x"));
  queue.push(other("new"));
  EXPECT_EQ(queue.size(), AvatarQueue::kCapacity);
  EXPECT_EQ(queue.counts().dropped, 1u);
  queue.push(other("newer"));  // no value is left: the oldest command goes
  auto lines = all(queue);
  EXPECT_EQ(lines.front(), "x");
  EXPECT_EQ(lines.back(), "newer");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "joy"), 0);
}

TEST(AvatarQueue, StaysBoundedWhateverIsPushed) {
  AvatarQueue queue;
  for (int i = 0; i < 10000; ++i) {
    queue.push(value("expression " + std::to_string(i), std::string(80, 'a')));
    ASSERT_LE(queue.size(), AvatarQueue::kCapacity);
  }
  EXPECT_EQ(queue.counts().dropped, 10000 - AvatarQueue::kCapacity);
  EXPECT_LT(queue.reserved_bytes(), 20u * 1024);
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
  ASSERT_TRUE(queue.pop(line, singles));
  EXPECT_EQ(line, "batch");
  EXPECT_EQ(singles, "one\ntwo\n");
  EXPECT_FALSE(queue.pop(line, singles));
}

}  // namespace
}  // namespace mate
