#include "mate/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"

namespace mate {

namespace {

// Base letters of U+00C0 to U+017F in order, lower case; '.' is no letter, '1' ae, '2' ss, '3' oe,
// '4' ij, '5' th.
constexpr std::string_view kBase =
    "aaaaaa1ceeeeiiiidnooooo.ouuuuy52aaaaaa1ceeeeiiiidnooooo.ouuuuy5y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii44jjkkklllllll"
    "lllnnnnnnnnnoooooo33rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kBase.size() == 0x180 - 0xC0);

constexpr std::string_view kStops = ".,;:!?()[]\"\n";

// Longest first where one begins like another.
constexpr std::array<std::string_view, 20> kEmoticons{
    ">:(", ":'(", ":-)", ":-(", ":-D", ":-P", ":-O", ";-)", "^_^", "T_T",
    ":)",  ":(",  ":D",  "XD",  "xD",  ":P",  ":p",  ":O",  ":o",  ";)"};

// What the letter adds to a word; empty when it is none.
std::string_view letters_of(char32_t c, char& room) {
  if (c < 0x80) {
    bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return {};
    room = static_cast<char>(upper ? c - 'A' + 'a' : c);
    return {&room, 1};
  }
  if (c < 0xC0 || c >= 0x180) return {};
  room = kBase[c - 0xC0];
  switch (room) {
    case '.':
      return {};
    case '1':
      return "ae";
    case '2':
      return "ss";
    case '3':
      return "oe";
    case '4':
      return "ij";
    case '5':
      return "th";
    default:
      return {&room, 1};
  }
}

bool combining(char32_t c) { return c >= 0x300 && c <= 0x36F; }
bool apostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2BC; }
bool emoji(char32_t c) { return (c >= 0x2600 && c <= 0x27BF) || (c >= 0x1F300 && c <= 0x1FAFF); }

// What French cuts before a vowel: l' d' j' … qu' jusqu' lorsqu' puisqu' quoiqu'.
bool elided(std::string_view left) {
  if (left.size() == 1) return std::string_view("ldjnmtsc").find(left[0]) != std::string::npos;
  return left.ends_with("qu");
}

class Cutter {
 public:
  explicit Cutter(std::size_t limit) : limit_(limit) {}

  bool full() const { return words_.size() >= limit_; }
  bool in_word() const { return !word_.empty(); }
  void add(std::string_view letters) { word_ += letters; }

  void on_apostrophe() {
    if (elided(word_)) return end_word();
    if (!word_.empty()) left_ = std::exchange(word_, {});
  }
  void end_word() {
    if (!left_.empty()) return end_contraction();
    if (!word_.empty()) push(std::exchange(word_, {}), Word::Kind::word);
  }
  void mark(std::string_view text, Word::Kind kind) {
    end_word();
    push(std::string(text), kind);
  }
  std::vector<Word> take() { return std::move(words_); }

 private:
  // English: n't is "not"; 's, 're, 've, 'll, 'd, 'm say nothing about feelings.
  void end_contraction() {
    std::string left = std::exchange(left_, {});
    std::string right = std::exchange(word_, {});
    bool negated = right == "t" && left.ends_with('n');
    bool tail = right.size() <= 2;
    if (negated && left != "can") left.pop_back();
    push(std::move(left), Word::Kind::word);
    if (negated) push("not", Word::Kind::word);
    if (!tail) push(std::move(right), Word::Kind::word);
  }
  void push(std::string text, Word::Kind kind) {
    if (!full()) words_.push_back({std::move(text), kind});
  }

  std::size_t limit_;
  std::vector<Word> words_;
  std::string word_;
  std::string left_;  // of an apostrophe that is no French elision
};

}  // namespace

std::string_view emoticon_at(std::string_view text) {
  auto stands_alone = [&](std::string_view rest) {
    return rest.empty() || (std::isalnum(static_cast<unsigned char>(rest[0])) == 0);
  };
  auto found = std::ranges::find_if(kEmoticons, [&](std::string_view face) {
    return text.starts_with(face) && stands_alone(text.substr(face.size()));
  });
  return found == kEmoticons.end() ? std::string_view{} : *found;
}

std::vector<Word> words_of(std::string_view text, std::size_t limit) {
  Cutter cutter(limit);
  while (!text.empty() && !cutter.full()) {
    auto face = cutter.in_word() ? std::string_view{} : emoticon_at(text);
    if (!face.empty()) {
      cutter.mark(face, Word::Kind::glyph);
      text.remove_prefix(face.size());
      continue;
    }
    auto c = tare::first_character(text);
    char room = 0;
    auto letters = c.valid ? letters_of(c.code, room) : std::string_view{};
    if (!letters.empty()) {
      cutter.add(letters);
    } else if (apostrophe(c.code)) {
      cutter.on_apostrophe();
    } else if (c.code < 0x80 && kStops.find(static_cast<char>(c.code)) != std::string::npos) {
      cutter.mark(text.substr(0, 1), Word::Kind::stop);
    } else if (c.code == 0x2026) {  // …
      cutter.mark(".", Word::Kind::stop);
    } else if (emoji(c.code)) {
      cutter.mark(text.substr(0, c.length), Word::Kind::glyph);
    } else if (!combining(c.code)) {
      cutter.end_word();
    }
    text.remove_prefix(c.length);
  }
  cutter.end_word();
  return cutter.take();
}

}  // namespace mate
