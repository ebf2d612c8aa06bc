// A sentence of French or English cut into words that can be compared: lower case, no accents,
// elisions and contractions taken apart. "L'été n’est pas là :(" gives l ete n est pas la :( .
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mate {

struct Word {
  enum class Kind : std::uint8_t {
    word,   // letters a to z and digits
    stop,   // a punctuation mark, which ends the reach of a negation
    glyph,  // an emoji (its UTF-8) or an emoticon such as ":)"
  };
  std::string text;
  Kind kind = Kind::word;
};

// Letters of Latin-1 and Latin Extended-A lose their accents, composed or not; œ becomes oe.
// Letters of other scripts separate words. "don't" gives do, not; "qu'il" gives qu, il. Invalid
// UTF-8 separates words. Text after the first `limit` words is not looked at.
std::vector<Word> words_of(std::string_view text, std::size_t limit = 4096);

// The emoticon that `text` begins with, or empty.
std::string_view emoticon_at(std::string_view text);

}  // namespace mate
