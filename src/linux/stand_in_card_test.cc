// How starting a stand-in card fails. The running card is tested in tests/engine.
#include "linux/stand_in_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace tare {
namespace {

using ::testing::HasSubstr;

// A program that stands for one that misbehaves.
std::string script(const std::string& name, const std::string& text) {
  auto path = ::testing::TempDir() + name;
  std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
  ::chmod(path.c_str(), 0755);
  return path;
}

TEST(StandInCardStart, MissingProgramIsNamed) {
  auto card = StandInCard::start(gib(1), "/nowhere/tare-stand-in-card");
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().kind, ErrorKind::refused);
  EXPECT_THAT(card.error().text, HasSubstr("/nowhere/tare-stand-in-card"));
  EXPECT_THAT(card.error().text, HasSubstr("No such file"));
}

TEST(StandInCardStart, SizeOfNothingIsRefused) {
  for (auto size : {Bytes{0}, kib(1023)}) {
    auto card = StandInCard::start(size, "/bin/true");
    ASSERT_FALSE(card);
    EXPECT_EQ(card.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(card.error().text, HasSubstr("too small"));
  }
}

TEST(StandInCardStart, ProgramThatEndsAtOnceIsToldSo) {
  auto card = StandInCard::start(gib(1), "/bin/true");
  ASSERT_FALSE(card);
  EXPECT_THAT(card.error().text, HasSubstr("ended before it was ready"));
}

TEST(StandInCardStart, FileThatIsNoProgramIsToldSo) {
  auto path = script("no_program", "");
  std::ofstream(path) << "neither script nor program";
  auto card = StandInCard::start(gib(1), path);
  ASSERT_FALSE(card);
  EXPECT_THAT(card.error().text, HasSubstr("no_program"));
}

}  // namespace
}  // namespace tare
