#include "llama/utf8_pieces.h"

#include <cstddef>

namespace tare::llama {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::size_t length_by_lead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// Whether `byte` may stand second after `lead`: neither overlong, nor a surrogate, nor above
// U+10FFFF (Unicode, table 3-7).
bool may_follow(unsigned char lead, unsigned char byte) {
  if (lead == 0xE0) return byte >= 0xA0 && byte <= 0xBF;
  if (lead == 0xED) return byte >= 0x80 && byte <= 0x9F;
  if (lead == 0xF0) return byte >= 0x90 && byte <= 0xBF;
  if (lead == 0xF4) return byte >= 0x80 && byte <= 0x8F;
  return byte >= 0x80 && byte <= 0xBF;
}

// How many bytes at the front of `text` belong to one character so far, and whether it is whole.
struct Front {
  std::size_t bytes;
  enum { whole, begun, invalid } state;
};

Front front(std::string_view text) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto length = length_by_lead(at(0));
  if (length == 0) return {1, Front::invalid};
  for (std::size_t i = 1; i < length; ++i) {
    if (i == text.size()) return {i, Front::begun};
    bool good = i == 1 ? may_follow(at(0), at(1)) : (at(i) & 0xC0) == 0x80;
    if (!good) return {i, Front::invalid};
  }
  return {length, Front::whole};
}

}  // namespace

std::string Utf8Pieces::add(std::string_view bytes) {
  begun_ += bytes;
  std::string out;
  std::string_view left = begun_;
  while (!left.empty()) {
    auto next = front(left);
    if (next.state == Front::begun) break;
    out += next.state == Front::whole ? left.substr(0, next.bytes) : kReplacement;
    left.remove_prefix(next.bytes);
  }
  begun_ = std::string(left);
  return out;
}

std::string Utf8Pieces::finish() {
  if (begun_.empty()) return {};
  begun_.clear();
  return std::string(kReplacement);
}

}  // namespace tare::llama
