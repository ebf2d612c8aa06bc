// The double must have the original's flaws, or tests against it prove nothing.
#include "mate/avatar_double/unity_side.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace avatar_double {
namespace {

using ::testing::ElementsAre;

std::string replies_to(UnitySide& side, std::string_view bytes) {
  std::string replies;
  side.receive(bytes, [&](std::string_view reply) { replies += reply; });
  return replies;
}

TEST(UnitySide, UnderstandsWhatItFindsFirstInItsOwnOrder) {
  UnitySide side;
  replies_to(side, "{\"command\": \"set_expression\", \"data\": {\"name\": \"load_model\"}}\n");
  replies_to(side, "{\"command\": \"dance\", \"data\": {}}\n");
  EXPECT_THAT(side.commands(), ElementsAre("load_model", "?"));
}

TEST(UnitySide, AnswersOnlyWhatItUnderstands) {
  UnitySide side;
  EXPECT_EQ(replies_to(side, "{\"command\": \"unload_model\", \"data\": {}}\n"), "{}\n");
  EXPECT_EQ(replies_to(side, "{\"command\": \"dance\", \"data\": {}}\n"), "");
}

TEST(UnitySide, MissingNumbersAreZeroAndEscapesStay) {
  UnitySide side;
  replies_to(side, "{\"command\": \"set_transition_speed\", \"data\": {}}\n");
  EXPECT_EQ(side.speed(), 0);
  replies_to(side, "{\"command\": \"load_model\", \"data\": {\"path\": \"\\u00e9.vrm\"}}\n");
  EXPECT_EQ(side.model(), "\\u00e9.vrm");
  replies_to(side, "{\"command\": \"set_auto_blink\", \"data\": {}}\n");
  EXPECT_FALSE(side.blinks());
}

TEST(UnitySide, KeepsAHalfLineOverALostConnection) {
  UnitySide side;
  replies_to(side, "{\"command\": \"set_expression\", \"data\": {\"name\": \"joy\", \"val");
  replies_to(side, "{\"command\": \"set_transition_speed\", \"data\": {\"speed\": 9.0}}\n");
  EXPECT_EQ(side.speed(), 3.0);  // eaten by the half line
  EXPECT_THAT(side.commands(), ElementsAre("set_expression"));
}

TEST(UnitySide, ExpressionsMoveFrameByFrameAndSnap) {
  UnitySide side;
  replies_to(side,
             "{\"command\": \"set_expression\", \"data\": {\"name\": \"joy\", \"value\": 1.0}}\n");
  side.frame(0.1);  // speed 3: three tenths of the way
  EXPECT_DOUBLE_EQ(side.expressions().at("joy").value, 0.3);
  side.frame(0.1);
  EXPECT_DOUBLE_EQ(side.expressions().at("joy").value, 0.51);
  for (int i = 0; i < 17; ++i) side.frame(0.1);
  EXPECT_LT(side.expressions().at("joy").value, 1);
  side.frame(0.1);  // 0.7^20 is below 0.001
  EXPECT_EQ(side.expressions().at("joy").value, 1);
  side.frame(100);
  EXPECT_EQ(side.expressions().at("joy").value, 1);
}

}  // namespace
}  // namespace avatar_double
