#include "port/mark_wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace tare {
namespace {

using namespace std::string_literals;

std::string why(std::string_view message) {
  auto parsed = parse_mark(message);
  return parsed ? "" : parsed.error().text;
}

TEST(MarkWire, ReadsEveryVerb) {
  auto step =
      std::get<StepMark>(*parse_mark("tare/1\0step\0"
                                     "3 model loaded"s));
  EXPECT_EQ(step.name, "3 model loaded");
  EXPECT_FALSE(step.part);
  EXPECT_TRUE(std::get<StepMark>(*parse_mark("tare/1\0part\0Qt module"s)).part);
  auto turn =
      std::get<TurnMark>(*parse_mark("tare/1\0turn\0"
                                     "7\0"
                                     "12\0"
                                     "32"s));
  EXPECT_EQ(turn.number, 7u);
  EXPECT_EQ(turn.prompt_tokens, 12u);
  EXPECT_EQ(turn.reply_tokens, 32u);
  EXPECT_TRUE(std::get<ScopeMark>(*parse_mark("tare/1\0begin\0load"s)).begin);
  EXPECT_FALSE(std::get<ScopeMark>(*parse_mark("tare/1\0end\0load"s)).begin);
  auto note = std::get<Note>(*parse_mark("tare/1\0note\0messages\0"s));
  EXPECT_EQ(note, (Note{"messages", ""}));
  auto declared =
      std::get<Declared>(*parse_mark("tare/1\0memory\0KV cache\0CUDA0\0-\0"
                                     "4096"s));
  EXPECT_EQ(declared.owner, "KV cache");
  EXPECT_EQ(declared.device, "CUDA0");
  EXPECT_FALSE(declared.resident);
  EXPECT_EQ(declared.reserved, Reading(Bytes{4096}));
}

TEST(MarkWire, NamesWhatIsWrong) {
  EXPECT_THAT(why(""), testing::HasSubstr("no mark of version 1"));
  EXPECT_THAT(why("GET / HTTP/1.1\r\n"), testing::HasSubstr("no mark of version 1"));
  EXPECT_THAT(why("tare/2\0step\0a"s), testing::HasSubstr("no mark of version 1"));
  EXPECT_THAT(why("tare/1"), testing::HasSubstr("verb is unknown"));
  EXPECT_THAT(why("tare/1\0dance\0a"s), testing::HasSubstr("'dance' was dropped: its verb"));
  EXPECT_THAT(why("tare/1\0step"s), testing::HasSubstr("0 fields, not 1"));
  EXPECT_THAT(why("tare/1\0step\0a\0b"s), testing::HasSubstr("2 fields, not 1"));
  EXPECT_THAT(why("tare/1\0step\0"s), testing::HasSubstr("name is empty"));
  EXPECT_THAT(why("tare/1\0note\0\0a"s), testing::HasSubstr("key is empty"));
  EXPECT_THAT(why("tare/1\0turn\0"
                  "1\0-1\0"
                  "2"s),
              testing::HasSubstr("not a number"));
  EXPECT_THAT(why("tare/1\0turn\0"
                  "1\0"
                  "9223372036854775808\0"
                  "2"s),
              testing::HasSubstr("not a number"));
  EXPECT_THAT(why("tare/1\0memory\0a\0\0x\0"
                  "1"s),
              testing::HasSubstr("neither a number"));
  EXPECT_THAT(why("tare/1\0memory\0\0\0"
                  "1\0"
                  "1"s),
              testing::HasSubstr("owner is empty"));
  EXPECT_THAT(why(std::string(kLongestMark + 1, 'x')), testing::HasSubstr("more than 16384"));
}

TEST(MarkWire, ForeignTextBecomesHarmless) {
  auto step = std::get<StepMark>(*parse_mark("tare/1\0step\0a\xFF\x1B[2Jb"s));
  EXPECT_EQ(step.name, "a\uFFFD\\u{1b}[2Jb");
  auto longest = std::get<StepMark>(*parse_mark("tare/1\0step\0"s + std::string(9000, 'x')));
  EXPECT_LE(longest.name.size(), kLongestMarkText);
}

TEST(MarkWire, WhatIsWrittenIsReadBack) {
  const MarkContent all[] = {StepMark{"é 1", false}, StepMark{"p", true},
                             TurnMark{1, 2, 3},      ScopeMark{"s", true},
                             ScopeMark{"s", false},  Declared{"o", "d", Bytes{1}, Bytes{0}},
                             Note{"k", ""}};
  for (const auto& mark : all) {
    auto back = parse_mark(format_mark(mark));
    ASSERT_TRUE(back);
    EXPECT_EQ(format_mark(*back), format_mark(mark));
    EXPECT_EQ(back->index(), mark.index());
  }
  EXPECT_EQ(format_mark(Declared{"o", "", Missing{}, Bytes{5}}),
            "tare/1\0memory\0o\0\0-\0"
            "5"s);
}

TEST(MarkWire, OnlyStepsAndTurnsAreAnswered) {
  EXPECT_TRUE(is_answered(StepMark{"a", true}));
  EXPECT_TRUE(is_answered(TurnMark{}));
  EXPECT_FALSE(is_answered(Note{"a", "b"}));
}

// Cut, flipped and repeated messages: an answer or an error, never anything else.
TEST(MarkWire, SurvivesAnyBytes) {
  std::mt19937 random(7);
  auto seed =
      "tare/1\0memory\0KV cache\0CUDA0\0-\0"
      "4096"s;
  for (int round = 0; round < 20000; ++round) {
    auto message = seed.substr(0, random() % (seed.size() + 1));
    for (int flips = static_cast<int>(random() % 4); flips > 0 && !message.empty(); --flips)
      message[random() % message.size()] = static_cast<char>(random());
    auto parsed = parse_mark(message);
    if (!parsed) {
      EXPECT_FALSE(parsed.error().text.empty());
    } else {
      EXPECT_LE(format_mark(*parsed).size(), kLongestMark);
    }
  }
}

}  // namespace
}  // namespace tare
