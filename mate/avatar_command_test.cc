#include "mate/avatar_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace mate {
namespace {

using ::testing::HasSubstr;

std::string real(double value) {
  std::string out;
  append_json_real(out, value);
  return out;
}

std::string text(std::string_view value) {
  std::string out;
  append_json_text(out, value);
  return out;
}

TEST(AvatarCommand, EveryCommandHasTheDocumentedBytes) {
  EXPECT_EQ(load_model_command("C:/kira.vrm")->line,
            "{\"command\": \"load_model\", \"data\": {\"path\": \"C:/kira.vrm\"}}\n");
  EXPECT_EQ(unload_model_command().line, "{\"command\": \"unload_model\", \"data\": {}}\n");
  EXPECT_EQ(set_expression_command("joy", 1.0)->line,
            "{\"command\": \"set_expression\", \"data\": {\"name\": \"joy\", \"value\": 1.0}}\n");
  EXPECT_EQ(reset_expressions_command().line,
            "{\"command\": \"reset_expressions\", \"data\": {}}\n");
  EXPECT_EQ(set_transition_speed_command(3.0)->line,
            "{\"command\": \"set_transition_speed\", \"data\": {\"speed\": 3.0}}\n");
  EXPECT_EQ(set_auto_blink_command(true).line,
            "{\"command\": \"set_auto_blink\", \"data\": {\"enabled\": true}}\n");
  EXPECT_EQ(set_auto_head_movement_command({})->line,
            "{\"command\": \"set_auto_head_movement\", \"data\": {\"enabled\": true, "
            "\"min_interval\": 3.0, \"max_interval\": 7.0, \"max_angle\": 5.0}}\n");
  std::vector<AvatarCommand> two{*set_expression_command("joy", 0.35), unload_model_command()};
  EXPECT_EQ(batch_command(two)->line,
            "{\"command\": \"batch\", \"data\": {\"commands\": [{\"command\": \"set_expression\", "
            "\"data\": {\"name\": \"joy\", \"value\": 0.35}}, {\"command\": \"unload_model\", "
            "\"data\": {}}], \"count\": 2}}\n");
}

TEST(AvatarCommand, RealsLookLikePythons) {
  EXPECT_EQ(real(0), "0.0");
  EXPECT_EQ(real(-0.0), "-0.0");
  EXPECT_EQ(real(1), "1.0");
  EXPECT_EQ(real(0.35), "0.35");
  EXPECT_EQ(real(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(real(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(real(0.0001), "0.0001");
  EXPECT_EQ(real(0.00001), "1e-05");
  EXPECT_EQ(real(1.5e-7), "1.5e-07");
  EXPECT_EQ(real(100000), "100000.0");
  EXPECT_EQ(real(123456789012345680), "1.2345678901234568e+17");
  EXPECT_EQ(real(1e15), "1000000000000000.0");
  EXPECT_EQ(real(1e16), "1e+16");
  EXPECT_EQ(real(5e-324), "5e-324");
  EXPECT_EQ(real(1.7976931348623157e308), "1.7976931348623157e+308");
}

TEST(AvatarCommand, TextsAreEscapedToAscii) {
  EXPECT_EQ(text("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(text("\n\r\t\f\b"), R"("\n\r\t\f\b")");
  EXPECT_EQ(text(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(text("é"), R"("\u00e9")");
  EXPECT_EQ(text("愛"), R"("\u611b")");
  EXPECT_EQ(text("😀"), R"("\ud83d\ude00")");
  EXPECT_EQ(text("\U0010ffff"), R"("\udbff\udfff")");
  EXPECT_EQ(text("a\xff"), R"("a\ufffd")");
}

TEST(AvatarCommand, ValuesAreClamped) {
  EXPECT_THAT(set_expression_command("joy", 7)->line, HasSubstr("\"value\": 1.0"));
  EXPECT_THAT(set_expression_command("joy", -1)->line, HasSubstr("\"value\": 0.0"));
  EXPECT_THAT(set_expression_command("joy", -0.0)->line, HasSubstr("\"value\": 0.0"));
  EXPECT_THAT(set_transition_speed_command(0)->line, HasSubstr("\"speed\": 0.1"));
  EXPECT_THAT(set_transition_speed_command(99)->line, HasSubstr("\"speed\": 10.0"));
  auto infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(set_expression_command("joy", infinity)->line, HasSubstr("\"value\": 1.0"));
}

TEST(AvatarCommand, NoNumbersAreRefused) {
  auto nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(set_expression_command("joy", nan).error().text, HasSubstr("'joy'"));
  EXPECT_FALSE(set_transition_speed_command(nan));
  EXPECT_FALSE(set_auto_head_movement_command({.max_angle = nan}));
}

TEST(AvatarCommand, ExpressionsNamedLikeACommandAreRefused) {
  for (const char* name :
       {"load_model", "unload_model", "my_set_expression", "batch", "reset_expressions",
        "set_transition_speed", "set_auto_blink", "set_auto_head_movement"}) {
    auto command = set_expression_command(name, 1);
    ASSERT_FALSE(command) << name;
    EXPECT_THAT(command.error().text, HasSubstr("which the avatar would take for the command"));
  }
  for (const char* name : {"name", "value", "data", "command"}) {
    EXPECT_FALSE(set_expression_command(name, 1)) << name;
  }
  EXPECT_FALSE(set_expression_command("", 1));
  EXPECT_FALSE(set_expression_command(std::string(65, 'a'), 1));
  EXPECT_TRUE(set_expression_command(std::string(64, 'a'), 1));
}

TEST(AvatarCommand, PathsAndBatchesAreBounded) {
  EXPECT_FALSE(load_model_command(""));
  EXPECT_FALSE(load_model_command(std::string(4097, 'a')));
  std::string wide;  // six bytes of line for two of path
  while (wide.size() < kLongestPath) wide += "é";
  EXPECT_LT(load_model_command(wide)->line.size(), kLongestLine);
  EXPECT_FALSE(batch_command({}));
  std::vector<AvatarCommand> many(1000, unload_model_command());
  EXPECT_THAT(batch_command(many).error().text, HasSubstr("1000 commands"));
}

}  // namespace
}  // namespace mate
