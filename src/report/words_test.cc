#include "report/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace tare {
namespace {

// The arguments of a pattern: every {…} of it.
std::vector<std::string> arguments(std::string_view pattern) {
  std::vector<std::string> found;
  for (auto open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1))
    found.emplace_back(pattern.substr(open, pattern.find('}', open) - open + 1));
  return found;
}

TEST(Words, BothLanguagesSayEverythingWithTheSameArguments) {
  for (int i = 0; i < static_cast<int>(Word::last_word); ++i) {
    auto en = word(Lang::en, static_cast<Word>(i));
    auto fr = word(Lang::fr, static_cast<Word>(i));
    EXPECT_FALSE(en.empty()) << i;
    EXPECT_FALSE(fr.empty()) << en;
    EXPECT_EQ(arguments(en), arguments(fr)) << en;
  }
}

TEST(Words, TheCatalogueIsInTheOrderOfItsEnum) {
  EXPECT_EQ(word(Lang::en, Word::col_step), "step");
  EXPECT_EQ(word(Lang::en, Word::stand_in_hint), "{}: try --stand-in-gpu 6GiB");
  EXPECT_EQ(word(Lang::en, Word::remainder), "remainder");
  EXPECT_EQ(word(Lang::en, Word::key_metrics), "Key metrics (MiB)");
  EXPECT_EQ(word(Lang::en, Word::growth_title), "Growth over the conversation");
  EXPECT_EQ(word(Lang::en, Word::page_theme), "Colours");
  EXPECT_EQ(word(Lang::en, Word::last_word), "");
}

Result<Lang> in_locale(std::string_view asked, std::map<std::string, std::string> set) {
  return choose_language(asked, [&](const char* name) {
    auto found = set.find(name);
    return found == set.end() ? nullptr : found->second.c_str();
  });
}

TEST(Words, LanguageIsTheOneAskedForElseTheLocales) {
  EXPECT_EQ(*in_locale("", {}), Lang::en);
  EXPECT_EQ(*in_locale("", {{"LANG", "fr_FR.UTF-8"}}), Lang::fr);
  EXPECT_EQ(*in_locale("", {{"LC_ALL", "C"}, {"LANG", "fr_FR.UTF-8"}}), Lang::en);
  EXPECT_EQ(*in_locale("", {{"LC_ALL", ""}, {"LC_MESSAGES", "fr"}, {"LANG", "en"}}), Lang::fr);
  EXPECT_EQ(*in_locale("en", {{"LANG", "fr_FR.UTF-8"}}), Lang::en);
  auto german = in_locale("de\x1b", {});
  ASSERT_FALSE(german);
  EXPECT_EQ(german.error().text, "--lang: 'de\\u{1b}' is not a language of ours; write en or fr.");
}

TEST(Words, StepsAreTranslatedAndForeignOnesMadeHarmless) {
  EXPECT_EQ(step_label(Lang::en, "3 model loaded"), "3 model loaded");
  EXPECT_EQ(step_label(Lang::fr, "3 model loaded"), "3 modèle chargé");
  EXPECT_EQ(step_label(Lang::fr, "4 after 50 messages"), "4 après 50 messages");
  EXPECT_EQ(step_label(Lang::fr, "3 after 1 message"), "3 après 1 message");
  EXPECT_EQ(step_label(Lang::fr, "3 after all"), "3 after all");
  EXPECT_EQ(step_label(Lang::en, "x\x1b[31m"), "x\\u{1b}[31m");
}

TEST(Words, MappingsAreNamedByTheirFile) {
  EXPECT_EQ(mapping_label(Lang::en, "/usr/lib/libc.so.6"), "libc.so.6");
  EXPECT_EQ(mapping_label(Lang::fr, "anonymous"), "anonyme");
  EXPECT_EQ(mapping_label(Lang::en, "[heap]"), "[heap]");
  EXPECT_EQ(owner_label(Lang::fr, "KV cache"), "cache KV");
  EXPECT_EQ(owner_label(Lang::en, "a/b"), "a/b");
}

TEST(Words, ReasonsKeepTheirDetail) {
  EXPECT_EQ(reason(Lang::en, {Why::no_device, "no driver"}), "no device: no driver");
  EXPECT_EQ(reason(Lang::fr, {Why::no_device, "no driver"}), "pas de carte : no driver");
  EXPECT_EQ(reason(Lang::en, {Why::not_permitted, ""}), "not permitted");
}

}  // namespace
}  // namespace tare
