// Words on text that every folder uses: cutting, numbers, sizes, and making foreign text harmless.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tare {

std::string_view trim(std::string_view text);

// Cuts the next line (without its '\n') off the front of `text`; nothing when `text` is empty.
std::optional<std::string_view> next_line(std::string_view& text);

// Cuts the next run of non-blanks off the front of `text`; nothing when only blanks are left.
std::optional<std::string_view> next_word(std::string_view& text);

// The whole of `text` as a number in `base`, or nothing: no sign for unsigned, no blanks, no
// overflow.
template <class Number>
std::optional<Number> to_number(std::string_view text, int base = 10) {
  Number number{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

// A finite decimal number; nothing for nan, inf, or anything left over.
std::optional<double> to_real(std::string_view text);

// "6GiB", "512MiB", "64KiB", "1.5GiB", "1048576" (bytes). Units are powers of 1024; K, M, G alone
// mean the same. `what` names the value in the error ("--stand-in-gpu").
Result<Bytes> parse_size(std::string_view what, std::string_view text);

// "163.00", "-0.57": MiB with two decimals, no unit; signed() always carries its sign.
std::string mib_text(Bytes bytes);
std::string signed_mib_text(ByteDelta delta);

// The first character of UTF-8 text that is not empty (RFC 3629); an invalid byte is one character
// that is not valid, of length 1.
struct Character {
  char32_t code = 0xFFFD;
  std::size_t length = 1;
  bool valid = false;
};
Character first_character(std::string_view text);

// Foreign text made fit for a terminal and for UTF-8 files: invalid UTF-8 becomes U+FFFD, control
// characters and bidirectional overrides become visible escapes, and it is cut to `limit` bytes
// at a character's edge with "…" at the end.
std::string printable(std::string_view text, std::size_t limit = 4096);

// Columns that `text` takes on a terminal: code points, combining marks not counted, wide ones
// twice.
std::size_t display_width(std::string_view text);

}  // namespace tare
