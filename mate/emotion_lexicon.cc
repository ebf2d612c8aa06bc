#include "mate/emotion_lexicon.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <utility>

#include "mate/emotion_words_en.h"
#include "mate/emotion_words_fr.h"

namespace mate {

namespace {

// Endings separated by '|'; an empty one is the stem itself.
constexpr std::string_view endings(Ending ending) {
  switch (ending) {
    case Ending::fixed:
      return "";
    case Ending::noun:
      return "|s|x";
    case Ending::fr_adj:
      return "|e|s|es";
    case Ending::fr_eux:
      return "x|se|ses";
    case Ending::fr_er:
      return "er|e|es|ent|ez|ons|ee|ees|ait|ais|aient|ant|ante|ants|antes|a|ai|era|erai|erait";
    case Ending::en_verb:
      return "|s|es|ed|ing";
    case Ending::en_verb_e:
      return "e|es|ed|ing";
    case Ending::en_y:
      return "y|ier|iest|ily|iness";
  }
  return "";
}

bool allowed(Ending ending, std::string_view tail) {
  auto list = endings(ending);
  while (true) {
    auto bar = list.find('|');
    if (list.substr(0, bar) == tail) return true;
    if (bar == std::string_view::npos) return false;
    list.remove_prefix(bar + 1);
  }
}

// Texts lie in the entries: pointers would have to be relocated at start, which makes the table's
// pages the process's own.
template <std::size_t kSize>
struct Letters {
  std::array<char, kSize> chars{};
  constexpr Letters() = default;
  constexpr explicit Letters(std::string_view text) {
    std::copy(text.begin(), text.end(), chars.begin());  // does not compile when it is too long
  }
  constexpr std::string_view view() const {
    std::string_view all(chars.data(), chars.size());
    return all.substr(0, all.find('\0'));
  }
};

// Up to 16 letters as two numbers in the order of the alphabet, which the compiler sorts quickly.
struct Stem {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend constexpr auto operator<=>(const Stem&, const Stem&) = default;
};
constexpr std::size_t kLongestStem = 16;

constexpr Stem pack(std::string_view letters) {
  std::array<std::uint64_t, 2> halves{};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    halves.at(i / 8) |= std::uint64_t{static_cast<unsigned char>(letters[i])} << (56 - i % 8 * 8);
  }
  return {halves[0], halves[1]};
}

struct Entry {
  Stem stem;
  Language language{};
  Ending ending{};
  EmotionKind kind{};
  EmotionKind negated{};
  std::uint8_t weight = 0;
};

struct Phrase {
  Letters<24> words;
  EmotionKind kind{};
  std::uint8_t weight = 0;
};

constexpr std::string_view cut_stem(std::string_view& stems) {
  auto blank = stems.find(' ');
  auto stem = stems.substr(0, blank);
  stems = blank == std::string_view::npos ? std::string_view{} : stems.substr(blank + 1);
  return stem;
}

constexpr std::size_t count_stems(std::span<const Group> groups) {
  std::size_t count = 0;
  for (const Group& group : groups) {
    for (auto stems = group.stems; !stems.empty(); cut_stem(stems)) ++count;
  }
  return count;
}

constexpr auto before = [](const Entry& a, const Entry& b) {
  return a.stem != b.stem ? a.stem < b.stem : a.language < b.language;
};

constexpr auto kEntries = [] {
  std::array<Entry, count_stems(kFrenchGroups) + count_stems(kEnglishGroups)> entries;
  std::size_t next = 0;
  auto add = [&](std::span<const Group> groups, Language language) {
    for (const Group& group : groups) {
      for (auto stems = group.stems; !stems.empty();) {
        entries[next++] = {pack(cut_stem(stems)), language,
                           group.ending,          group.kind,
                           group.negated,         static_cast<std::uint8_t>(group.weight)};
      }
    }
  };
  add(kFrenchGroups, Language::french);
  add(kEnglishGroups, Language::english);
  std::sort(entries.begin(), entries.end(), before);
  return entries;
}();

template <std::size_t kCount>
constexpr auto phrases(const PhraseText (&texts)[kCount]) {
  std::array<Phrase, kCount> table;
  for (std::size_t i = 0; i < kCount; ++i) {
    table[i] = {Letters<24>(texts[i].words), texts[i].kind,
                static_cast<std::uint8_t>(texts[i].weight)};
  }
  return table;
}
constexpr auto kFrench = phrases(kFrenchPhrases);
constexpr auto kEnglish = phrases(kEnglishPhrases);

// How many words the phrase takes of `words`; 0 when they differ.
std::size_t length_in(std::string_view phrase, std::span<const Word> words) {
  std::size_t length = 0;
  while (!phrase.empty()) {
    auto word = cut_stem(phrase);
    if (length == words.size() || words[length].text != word) return 0;
    ++length;
  }
  return length;
}

constexpr std::string_view kOnlyFrench =
    " le la les un une des du de et est sont suis es je tu il elle nous vous ils elles que qui "
    "dans pour avec ce cette ces mon ton mes tes ses au aux pas ne n j l d c qu tres trop bien "
    "mais ou quel quelle tout toute tous ca cela moi toi chez sur par etre ai ont oui non y ";
constexpr std::string_view kOnlyEnglish =
    " the an and is are am was were i you he she we they it of to in that this those these "
    "my your his her our their with for not do does did have has had be been very so too what "
    "how at by from will would can could there here yes ";

bool holds(std::string_view list, std::string_view word) {
  auto at = list.find(word);
  while (at != std::string_view::npos) {
    if (list[at - 1] == ' ' && list[at + word.size()] == ' ') return true;
    at = list.find(word, at + 1);
  }
  return false;
}

// In the order of kEmotions.
constexpr Letters<128> kGlyphs[] = {
    Letters<128>(" 😊 😀 😃 😄 😁 🥰 😍 🙂 ☺ ❤ 💖 🎉 :) :-) ^_^ ;) ;-) "),
    Letters<128>(" 😠 😡 🤬 😤 👿 >:( "),
    Letters<128>(" 😢 😭 😞 😔 🙁 ☹ 💔 😿 :( :-( :'( T_T "),
    Letters<128>(" 😮 😲 😯 😱 🤯 😳 :O :o :-O "),
    Letters<128>(" 😂 🤣 😆 😜 😝 😹 :D :-D xD XD :P :p :-P "),
};

}  // namespace

Sense sense_of(std::string_view word, Language language) {
  for (std::size_t length = std::min(word.size(), kLongestStem); length >= 2; --length) {
    Entry wanted;
    wanted.stem = pack(word.substr(0, length));
    wanted.language = language;
    auto tail = word.substr(length);
    auto [first, last] = std::equal_range(kEntries.begin(), kEntries.end(), wanted, before);
    for (auto entry = first; entry != last; ++entry) {
      if (allowed(entry->ending, tail)) return {entry->kind, entry->negated, entry->weight};
    }
  }
  return {};
}

Sense sense_of_glyph(std::string_view glyph) {
  for (std::size_t kind = 0; kind < std::size(kGlyphs); ++kind) {
    if (holds(kGlyphs[kind].view(), glyph)) return {kEmotions[kind], EmotionKind::neutral, 2};
  }
  return {};
}

PhraseMatch phrase_at(std::span<const Word> words, Language language) {
  PhraseMatch best;
  auto look = [&](std::span<const Phrase> table) {
    for (const Phrase& phrase : table) {
      auto length = length_in(phrase.words.view(), words);
      if (length > best.length) {
        best = {length, {phrase.kind, EmotionKind::neutral, phrase.weight}};
      }
    }
  };
  look(language == Language::french ? std::span<const Phrase>(kFrench) : kEnglish);
  return best;
}

int language_hint(std::string_view word) {
  return (holds(kOnlyFrench, word) ? 1 : 0) - (holds(kOnlyEnglish, word) ? 1 : 0);
}

std::size_t keyword_count() { return kEntries.size(); }

Keyword keyword(std::size_t index, std::span<char, 32> room) {
  const Entry& entry = kEntries[index];
  auto list = endings(entry.ending);
  auto ending = list.substr(0, list.find('|'));
  auto end = room.begin();
  for (std::size_t i = 0; i < kLongestStem; ++i) {
    std::uint64_t half = i < 8 ? entry.stem.high : entry.stem.low;
    if (char letter = static_cast<char>(half >> (56 - i % 8 * 8))) *end++ = letter;
  }
  end = std::copy(ending.begin(), ending.end(), end);
  return {{room.data(), static_cast<std::size_t>(end - room.begin())}, entry.kind, entry.language};
}

}  // namespace mate
