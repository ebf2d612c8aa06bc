// Bars and history graphs, a character a column.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/watch_model.h"
#include "ui/tui/frame.h"

namespace tare::tui {

// `own` and `rest` out of `whole`, then what is free, in `width` columns. A part that is not zero
// is never shown as nothing. Without a whole: blanks.
struct BarParts {
  Bytes own;
  Bytes rest;
  Bytes whole;
  Style style = Style::own;  // of `own`
};
void put_bar(LineWriter& line, const BarParts& parts, std::size_t width);

struct Range {
  Bytes low;
  Bytes high;
};
// The least and the most of the newest `width` readings; nothing when there is none.
std::optional<Range> range_of(const History& history, std::size_t width);

// The newest `width` readings, the newest at the right; blanks where there was none. The scale goes
// from `low` to `high`, but over a twentieth of `high` at least: what hardly moves looks so.
std::string graph(const History& history, std::size_t width, Range scale, bool unicode);

}  // namespace tare::tui
