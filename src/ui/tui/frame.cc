#include "ui/tui/frame.h"

#include "base/text.h"
#include "report/cells.h"

namespace tare::tui {

namespace {

char plain_character(char32_t code) {
  switch (code) {
    case U'…':
      return '.';
    case U'─':
      return '-';
    case U'↑':
      return '^';
    case U'↓':
      return 'v';
    case U'É':
      return 'E';
    case U'é':
    case U'è':
    case U'ê':
      return 'e';
    case U'à':
      return 'a';
    default:
      return '?';
  }
}

}  // namespace

std::string LineWriter::shown(std::string_view text) const {
  std::string result;
  if (unicode_) return result.append(text);
  while (!text.empty()) {
    auto c = first_character(text);
    result += c.length == 1 && c.valid ? text.front() : plain_character(c.code);
    text.remove_prefix(c.length);
  }
  return result;
}

LineWriter& LineWriter::put(std::string_view text, Style style) {
  auto cut = fit(shown(text), room());
  if (!unicode_) cut = shown(cut);  // the mark of the cut
  if (cut.empty()) return *this;
  line_.push_back({column_, cut, style});
  column_ += display_width(cut);
  return *this;
}

LineWriter& LineWriter::left(std::string_view text, std::size_t width, Style style) {
  return put(tare::left(shown(text), width), style);
}

LineWriter& LineWriter::right(std::string_view text, std::size_t width, Style style) {
  return put(tare::right(shown(text), width), style);
}

LineWriter& LineWriter::skip(std::size_t columns) {
  column_ += std::min(columns, room());
  return *this;
}

LineWriter& LineWriter::at_end(std::string_view text, Style style) {
  auto wanted = display_width(shown(text));
  if (wanted + 1 > room()) return *this;
  return skip(room() - wanted).put(text, style);
}

LineWriter& LineWriter::fill(char c, Style style) {
  std::string text;
  for (std::size_t i = 0; i < room(); ++i) {
    if (c == '-' && unicode_) {
      text += "─";
    } else {
      text += c;
    }
  }
  return put(text, style);
}

std::string text_of(const Line& line) {
  std::string text;
  std::size_t column = 0;
  for (const auto& span : line) {
    if (span.column > column) text.append(span.column - column, ' ');
    text += span.text;
    column = span.column + display_width(span.text);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string text_of(const Frame& frame) {
  std::string text;
  for (const auto& line : frame.lines) text += text_of(line) + "\n";
  return text;
}

}  // namespace tare::tui
