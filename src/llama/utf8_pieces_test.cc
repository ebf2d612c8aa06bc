#include "llama/utf8_pieces.h"

#include <gtest/gtest.h>

namespace tare::llama {
namespace {

constexpr const char* kInvalid = "\xEF\xBF\xBD";

TEST(Utf8Pieces, PlainTextPassesAtOnce) {
  Utf8Pieces pieces;
  EXPECT_EQ(pieces.add("Bonjour"), "Bonjour");
  EXPECT_EQ(pieces.finish(), "");
}

TEST(Utf8Pieces, EveryCutOfACharacterGivesItWhole) {
  for (std::string_view text : {"é", "€", "😀"})
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
      Utf8Pieces pieces;
      EXPECT_EQ(pieces.add(text.substr(0, cut)), "");
      EXPECT_EQ(pieces.add(text.substr(cut)), text);
      EXPECT_EQ(pieces.finish(), "");
    }
}

TEST(Utf8Pieces, ByteByByte) {
  Utf8Pieces pieces;
  std::string all;
  std::string text = "Été à 20 € 😀!";
  for (char byte : text) all += pieces.add({&byte, 1});
  EXPECT_EQ(all, text);
}

TEST(Utf8Pieces, UnfinishedCharacterIsReplacedAtTheEnd) {
  Utf8Pieces pieces;
  EXPECT_EQ(pieces.add("a\xF0\x9F"), "a");
  EXPECT_EQ(pieces.finish(), kInvalid);
  EXPECT_EQ(pieces.finish(), "");
}

TEST(Utf8Pieces, InvalidBytesAreReplacedAndTheRestGoesOn) {
  auto of = [](std::string_view bytes) {
    Utf8Pieces pieces;
    auto text = pieces.add(bytes);
    return text + pieces.finish();
  };
  std::string bad = kInvalid;
  EXPECT_EQ(of("\xFFz"), bad + "z");
  EXPECT_EQ(of("\x80z"), bad + "z");                         // a continuation first
  EXPECT_EQ(of("\xC3(z"), bad + "(z");                       // a lead without its continuation
  EXPECT_EQ(of("\xC0\xAF"), bad + bad);                      // overlong
  EXPECT_EQ(of("\xE0\x80\x80"), bad + bad + bad);            // overlong
  EXPECT_EQ(of("\xED\xA0\x80"), bad + bad + bad);            // a surrogate
  EXPECT_EQ(of("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // above U+10FFFF
}

}  // namespace
}  // namespace tare::llama
