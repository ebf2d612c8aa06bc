#include "base/text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace tare {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

// Control characters and those that reorder or hide what stands around them.
bool harmful(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

bool combining(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x200D;
}

bool wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0x1F300 && c <= 0x1FAFF);
}

}  // namespace

Character first_character(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t code = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[length] || code > 0x10FFFF || surrogate) return {};
  return {code, length, true};
}

std::string_view trim(std::string_view text) {
  auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<std::string_view> next_line(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  auto end = text.find('\n');
  auto line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return line;
}

std::optional<std::string_view> next_word(std::string_view& text) {
  auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    text = {};
    return std::nullopt;
  }
  text.remove_prefix(first);
  auto word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

std::optional<double> to_real(std::string_view text) {
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

Result<Bytes> parse_size(std::string_view what, std::string_view text) {
  auto refuse = [&] {
    return bad_input(
        fmt::format("{}: '{}' is not a size; write for example 6GiB, 512MiB or 1048576.", what,
                    printable(text, 64)));
  };
  auto digits = text.find_first_not_of("0123456789.");
  auto unit = digits == std::string_view::npos ? std::string_view{} : text.substr(digits);
  auto number = to_real(text.substr(0, digits));
  if (!number || text.starts_with('.')) return refuse();
  int shift = 0;
  if (!unit.empty() && unit != "B") {
    auto letter = std::string_view("KMGT").find(unit[0] == 'k' ? 'K' : unit[0]);
    if (letter == std::string_view::npos) return refuse();
    auto rest = unit.substr(1);
    if (!rest.empty() && rest != "iB" && rest != "B") return refuse();
    shift = 10 * (static_cast<int>(letter) + 1);
  }
  double bytes = std::ldexp(*number, shift);
  if (bytes >= std::ldexp(1.0, 63)) return refuse();
  return Bytes{static_cast<std::uint64_t>(bytes)};
}

std::string mib_text(Bytes bytes) { return fmt::format("{:.2f}", in_mib(bytes)); }

std::string signed_mib_text(ByteDelta delta) {
  auto text = fmt::format("{:+.2f}", in_mib(delta));
  return text == "-0.00" ? "+0.00" : text;
}

std::string printable(std::string_view text, std::size_t limit) {
  constexpr std::string_view kEllipsis = "…";
  std::string out;
  std::size_t cut = 0;  // where to cut should the rest not fit: leaves room for the ellipsis
  while (!text.empty()) {
    auto c = first_character(text);
    if (!c.valid) {
      out += "\uFFFD";
    } else if (harmful(c.code)) {
      out += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c.code));
    } else {
      out += text.substr(0, c.length);
    }
    if (out.size() > limit) return out.erase(cut).append(kEllipsis);
    if (out.size() + kEllipsis.size() <= limit) cut = out.size();
    text.remove_prefix(c.length);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    auto c = first_character(text);
    if (!combining(c.code)) width += wide(c.code) ? 2 : 1;
    text.remove_prefix(c.length);
  }
  return width;
}

}  // namespace tare
