// How the lexicon's word lists are written down. Only emotion_words_*.h and emotion_lexicon.cc
// include this.
#pragma once

#include <string_view>

#include "mate/emotion_lexicon.h"

namespace mate {

// Stems separated by blanks that share emotion, ending and weight.
struct Group {
  EmotionKind kind;
  EmotionKind negated;
  Ending ending;
  int weight;
  std::string_view stems;
};

// Words as words_of() gives them, punctuation included, separated by blanks.
struct PhraseText {
  EmotionKind kind;
  int weight;
  std::string_view words;
};

}  // namespace mate
