// What a terminal shall show: lines of styled text, made without a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tare::tui {

enum class Style {
  plain,
  dim,       // what matters less
  strong,    // what is looked for first
  heading,   // a table's head, a pane's title
  own,       // a bar's part: own bytes, used RAM
  rest,      // a bar's part: what could be read again from files
  card,      // a bar's part: a card's memory
  graph,     // history
  alert,     // above the threshold, an end
  selected,  // the row of the selection
  gone,      // last values of what has ended
  last_style
};

struct Span {
  std::size_t column = 0;
  std::string text;  // printable
  Style style = Style::plain;
};
using Line = std::vector<Span>;

struct Frame {
  std::size_t width = 0;
  std::vector<Line> lines;
};

// Writes one line from left to right and never beyond its width. Foreign text must be made
// printable before; where the terminal has no UTF-8, other characters become '?'.
class LineWriter {
 public:
  LineWriter(std::size_t width, bool unicode) : width_(width), unicode_(unicode) {}

  LineWriter& put(std::string_view text, Style style = Style::plain);
  LineWriter& left(std::string_view text, std::size_t width, Style style = Style::plain);
  // A number that does not fit stays whole: half a number is a wrong number.
  LineWriter& right(std::string_view text, std::size_t width, Style style = Style::plain);
  LineWriter& skip(std::size_t columns);
  // At the right edge, if there is room behind what was written.
  LineWriter& at_end(std::string_view text, Style style = Style::plain);
  // To the edge.
  LineWriter& fill(char c, Style style);

  std::size_t room() const { return width_ - column_; }
  std::size_t column() const { return column_; }
  bool unicode() const { return unicode_; }
  Line take() { return std::move(line_); }

 private:
  std::string shown(std::string_view text) const;

  std::size_t width_;
  bool unicode_;
  std::size_t column_ = 0;
  Line line_;
};

// The frame as plain text, a line each, without blanks at their ends.
std::string text_of(const Frame& frame);
std::string text_of(const Line& line);

}  // namespace tare::tui
