#include "mate/emotion_evidence.h"

#include <algorithm>
#include <vector>

#include "mate/emotion_lexicon.h"
#include "mate/words.h"

namespace mate {

namespace {

using Words = std::span<const Word>;

bool is_any(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

int hint_of(Words words) {
  int hint = 0;
  for (const Word& word : words) {
    if (word.kind == Word::Kind::word) hint += language_hint(word.text);
  }
  return hint;
}

// Whether "ne" stands shortly before words[at]: "plus" only denies after it.
bool after_ne(Words words, std::size_t at) {
  for (std::size_t back = 1; back <= 4 && back <= at; ++back) {
    if (is_any(words[at - back].text, {"ne", "n"})) return true;
  }
  return false;
}

// "ne … que" restricts, it does not deny: "je n'aime que toi".
bool ne_denies(Words words, std::size_t at) {
  for (std::size_t i = at + 1; i < words.size() && i <= at + 5; ++i) {
    if (words[i].kind == Word::Kind::stop) return true;
    if (is_any(words[i].text, {"pas", "plus", "jamais", "rien", "guere", "aucun", "aucune"})) {
      return true;
    }
    if (is_any(words[i].text, {"que", "qu"})) return false;
  }
  return true;
}

// How many words after words[at] it denies, 0 when it is no negation.
std::size_t reach_of(Words words, std::size_t at) {
  std::string_view word = words[at].text;
  if (is_any(word, {"pas", "jamais", "sans", "aucun", "aucune", "guere", "ni", "rien"})) return 3;
  if (is_any(word, {"not", "never", "without", "cannot", "nothing", "hardly", "nor", "neither"})) {
    return 3;
  }
  if (word == "no") return 2;
  if (word == "plus") return after_ne(words, at) ? 2 : 0;
  if (is_any(word, {"ne", "n"})) return ne_denies(words, at) ? 2 : 0;
  return 0;
}

class Collector {
 public:
  explicit Collector(Words words) : words_(words) {}

  std::array<Evidence, kEmotions.size()> collect() {
    int hint = hint_of(words_);
    if (hint >= 0) languages_.push_back(Language::french);
    if (hint <= 0) languages_.push_back(Language::english);
    std::size_t at = 0;
    while (at < words_.size()) at += step(at);
    return evidence_;
  }

 private:
  // Looks at what begins at words_[at]; returns how many words that was.
  std::size_t step(std::size_t at) {
    PhraseMatch phrase = phrase_from(at);
    if (phrase.length > 0) {
      add(phrase.sense.kind, phrase.sense.weight);
      return phrase.length;
    }
    const Word& word = words_[at];
    if (word.kind == Word::Kind::stop) denied_until_ = 0;
    if (word.kind == Word::Kind::glyph) add(sense_of_glyph(word.text));
    if (word.kind == Word::Kind::word) read(at);
    return 1;
  }

  void read(std::size_t at) {
    if (is_any(words_[at].text, {"mais", "but"})) denied_until_ = 0;
    if (auto reach = reach_of(words_, at)) {
      denied_until_ = std::max(denied_until_, at + reach + 1);
      return;
    }
    Sense sense = sense_from(words_[at].text);
    if (at < denied_until_) sense.kind = sense.negated;
    add(sense);
  }

  Sense sense_from(std::string_view word) const {
    for (Language language : languages_) {
      if (Sense sense = sense_of(word, language); sense.weight > 0) return sense;
    }
    return {};
  }

  PhraseMatch phrase_from(std::size_t at) const {
    PhraseMatch best;
    for (Language language : languages_) {
      auto match = phrase_at(words_.subspan(at), language);
      if (match.length > best.length) best = match;
    }
    return best;
  }

  void add(const Sense& sense) { add(sense.kind, sense.weight); }
  void add(EmotionKind kind, int weight) {
    if (weight == 0 || kind == EmotionKind::neutral) return;
    evidence_[index(kind)].keywords += 1;
    evidence_[index(kind)].weight += weight;
  }

  Words words_;
  std::vector<Language> languages_;
  std::array<Evidence, kEmotions.size()> evidence_{};
  std::size_t denied_until_ = 0;
};

}  // namespace

std::array<Evidence, kEmotions.size()> evidence_in(std::string_view text) {
  auto words = words_of(text);
  return Collector(words).collect();
}

}  // namespace mate
