// The words that carry an emotion, French and English: which word, how strongly, and what it means
// when it is negated. Everything is computed by the compiler and stays in the program's file: no
// allocation and no relocation at start.
#pragma once

#include <span>
#include <string_view>

#include "mate/emotion_kind.h"
#include "mate/words.h"

namespace mate {

enum class Language : std::uint8_t { french, english };

// How a word of the lexicon may end. `fixed` is the word itself alone.
enum class Ending : std::uint8_t { fixed, noun, fr_adj, fr_eux, fr_er, en_verb, en_verb_e, en_y };

// What a keyword or phrase adds. Weight 1 is mild, 2 plain, 3 strong.
struct Sense {
  EmotionKind kind = EmotionKind::neutral;
  EmotionKind negated = EmotionKind::neutral;  // "not happy" is sorrow; neutral: says nothing
  int weight = 0;                              // 0: no keyword
};

// The sense of one folded word (as words_of() gives it) in one language.
Sense sense_of(std::string_view word, Language language);

// The sense of an emoji or emoticon.
Sense sense_of_glyph(std::string_view glyph);

// A fixed expression that begins at words[0], the longest one. Length 0: none. Its sense may have
// weight 0: "n'est-ce pas" then hides its words from the rest.
struct PhraseMatch {
  std::size_t length = 0;
  Sense sense;
};
PhraseMatch phrase_at(std::span<const Word> words, Language language);

// Common small words that only one of the two languages has: +1 French, -1 English, 0 neither.
int language_hint(std::string_view word);

// The stems of the lexicon, for the comparison with plain substring matching in the tests.
struct Keyword {
  std::string_view text;  // a stem with its first ending
  EmotionKind kind;
  Language language;
};
std::size_t keyword_count();
// `room` holds the text.
Keyword keyword(std::size_t index, std::span<char, 32> room);

}  // namespace mate
