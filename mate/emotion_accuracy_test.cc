// How often the analyzer is right on tests/data/emotion/labelled.tsv, against plain substring
// matching with the same keywords. Prints the table; run with TARE_EMOTION_MISSES=1 to see the
// misses of the tuned part (those of the held-out part are never shown).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "mate/emotion.h"
#include "mate/emotion_lexicon.h"
#include "mate/words.h"

namespace mate {
namespace {

struct Labelled {
  std::string language;
  EmotionKind label = EmotionKind::neutral;
  std::string sentence;
  bool held_out = false;
};

std::vector<Labelled> labelled() {
  const char* data = std::getenv("TARE_TEST_DATA");
  std::ifstream file(std::string(data ? data : "tests/data") + "/emotion/labelled.tsv");
  std::map<std::string, int> seen;
  std::vector<Labelled> all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    auto first = line.find('\t');
    auto second = line.find('\t', first + 1);
    auto kind = emotion_named(line.substr(first + 1, second - first - 1));
    if (second == std::string::npos || !kind) {
      ADD_FAILURE() << "not a labelled sentence: " << line;
      continue;
    }
    bool held_out = ++seen[line.substr(0, second)] % 3 == 0;
    all.push_back({line.substr(0, first), *kind, line.substr(second + 1), held_out});
  }
  return all;
}

std::string folded(std::string_view sentence) {
  std::string text;
  for (const Word& word : words_of(sentence)) text += word.text + " ";
  return text;
}

// The original's way: a keyword counts wherever its letters stand; the most keywords win.
EmotionKind by_substring(std::string_view sentence) {
  auto text = folded(sentence);
  std::array<int, kEmotions.size()> found{};
  std::array<char, 32> room{};
  for (std::size_t i = 0; i < keyword_count(); ++i) {
    auto word = keyword(i, room);
    if (text.find(word.text) != std::string::npos) ++found[index(word.kind)];
  }
  auto best = std::max_element(found.begin(), found.end());
  return *best == 0 ? EmotionKind::neutral
                    : kEmotions[static_cast<std::size_t>(best - found.begin())];
}

struct Score {
  int all = 0;
  int ours = 0;
  int substring = 0;
  double percent(int right) const { return all == 0 ? 0 : 100.0 * right / all; }
};

TEST(EmotionAccuracy, BeatsSubstringMatchingOnTheLabelledSet) {
  std::map<std::string, Score> scores;
  bool show = std::getenv("TARE_EMOTION_MISSES") != nullptr;
  for (const Labelled& one : labelled()) {
    bool ours = analyze(one.sentence).kind == one.label;
    bool substring = by_substring(one.sentence) == one.label;
    if (show && !ours && !one.held_out) {
      fmt::print("miss: {} for {}: {}\n", name(analyze(one.sentence).kind), name(one.label),
                 one.sentence);
    }
    std::string part = one.held_out ? "held out" : "tuned";
    for (const std::string& row : {one.language + " " + part, "all " + part, std::string("all")}) {
      Score& score = scores[row];
      score.all += 1;
      score.ours += ours ? 1 : 0;
      score.substring += substring ? 1 : 0;
    }
  }
  fmt::print("{:<14}{:>10}{:>10}{:>12}\n", "emotion", "sentences", "ours %", "substring %");
  for (const auto& [row, score] : scores) {
    fmt::print("{:<14}{:>10}{:>10.1f}{:>12.1f}\n", row, score.all, score.percent(score.ours),
               score.percent(score.substring));
  }
  const Score& all = scores["all"];
  const Score& held = scores["all held out"];
  EXPECT_GE(all.all, 150);
  EXPECT_GE(held.all, all.all / 3);
  EXPECT_GE(held.percent(held.ours), 80);
  EXPECT_GE(held.percent(held.ours), held.percent(held.substring) + 15);
  EXPECT_GE(all.percent(all.ours), all.percent(all.substring) + 15);
}

TEST(EmotionAccuracy, TheLabelledSetIsBalanced) {
  std::map<std::pair<std::string, EmotionKind>, int> counts;
  for (const Labelled& one : labelled()) ++counts[{one.language, one.label}];
  ASSERT_EQ(counts.size(), 12u);
  for (const auto& [key, count] : counts) EXPECT_EQ(count, 15) << key.first << name(key.second);
}

}  // namespace
}  // namespace mate
