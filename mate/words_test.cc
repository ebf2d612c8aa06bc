#include "mate/words.h"

#include <gtest/gtest.h>

namespace mate {
namespace {

std::string cut(std::string_view text) {
  std::string joined;
  for (const Word& word : words_of(text)) joined += (joined.empty() ? "" : " ") + word.text;
  return joined;
}

TEST(Words, LoseCaseAndAccentsComposedOrNot) {
  EXPECT_EQ(cut("Été ÇA cœur Œuvre naïve ßtraße"), "ete ca coeur oeuvre naive sstrasse");
  EXPECT_EQ(cut("e\u0301te\u0301"), "ete");
  EXPECT_EQ(cut("Žižek łódź"), "zizek lodz");
}

TEST(Words, FrenchElisionsAreTakenApart) {
  EXPECT_EQ(cut("l'ami j’aime qu'il n'est jusqu'à lorsqu'on"),
            "l ami j aime qu il n est jusqu a lorsqu on");
  EXPECT_EQ(cut("aujourd'hui"), "aujourd hui");
}

TEST(Words, EnglishContractionsAreTakenApart) {
  EXPECT_EQ(cut("don't can't isn’t WON'T"), "do not can not is not wo not");
  EXPECT_EQ(cut("I'm you're it's she'll they've"), "i you it she they");
}

TEST(Words, PunctuationEmojiAndEmoticonsAreWordsOfTheirOwn) {
  EXPECT_EQ(cut("Oh… no! :( 😢"), "oh . no ! :( 😢");
  EXPECT_EQ(cut("note :plus"), "note : plus");
  EXPECT_EQ(cut(":)"), ":)");
}

TEST(Words, HyphensAndOtherScriptsSeparate) { EXPECT_EQ(cut("peut-être日本abc"), "peut etre abc"); }

TEST(Words, InvalidUtf8SeparatesAndNothingIsReadBeyondTheLimit) {
  EXPECT_EQ(cut("a\xff\xc3"), "a");
  EXPECT_EQ(words_of(std::string(100000, 'x') + " y", 1).size(), 1u);
  EXPECT_EQ(words_of("a b c d", 2).size(), 2u);
  EXPECT_TRUE(words_of("").empty());
  EXPECT_TRUE(words_of("'''").empty());
}

}  // namespace
}  // namespace mate
