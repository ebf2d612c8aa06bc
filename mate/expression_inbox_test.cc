#include "mate/expression_inbox.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>
#include <vector>

namespace mate {
namespace {

TEST(ExpressionInbox, GivesBackInOrderAndRefusesWhatDoesNotFit) {
  ExpressionInbox inbox;
  EXPECT_FALSE(inbox.has());
  for (int round = 0; round < 100; ++round) {
    for (std::size_t i = 0; i < ExpressionInbox::kSlots; ++i)
      ASSERT_TRUE(inbox.put(fmt::format("e{}", i), round));
    EXPECT_FALSE(inbox.put("too many", 1));
    EXPECT_TRUE(inbox.has() && inbox.promised());
    ExpressionValue value;
    for (std::size_t i = 0; i < ExpressionInbox::kSlots; ++i) {
      ASSERT_TRUE(inbox.take(value));
      EXPECT_EQ(value.name(), fmt::format("e{}", i));
      EXPECT_EQ(value.value, round);
    }
    EXPECT_FALSE(inbox.take(value) || inbox.has() || inbox.promised());
  }
}

TEST(ExpressionInbox, TakesTheLongestName) {
  ExpressionInbox inbox;
  std::string name(ExpressionValue::kLongestName, 'x');
  ASSERT_TRUE(inbox.put(name, 0.5));
  ExpressionValue value;
  ASSERT_TRUE(inbox.take(value));
  EXPECT_EQ(value.name(), name);
}

TEST(ExpressionInbox, LosesNothingAndKeepsEachWritersOrder) {
  constexpr int kWriters = 3;
  constexpr int kEach = 20000;
  ExpressionInbox inbox;
  std::vector<std::jthread> writers;
  writers.reserve(kWriters);
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back([&, w] {
      auto name = fmt::format("writer {}", w);
      for (int i = 1; i <= kEach; ++i)
        while (!inbox.put(name, i)) std::this_thread::yield();
    });
  std::map<std::string, int> last;
  ExpressionValue value;
  for (int taken = 0; taken < kWriters * kEach;) {
    if (!inbox.take(value)) {
      std::this_thread::yield();
      continue;
    }
    ++taken;
    int& before = last[std::string(value.name())];
    ASSERT_EQ(value.value, before + 1);
    before = static_cast<int>(value.value);
  }
  EXPECT_EQ(last.size(), 3u);
  EXPECT_FALSE(inbox.promised());
}

}  // namespace
}  // namespace mate
