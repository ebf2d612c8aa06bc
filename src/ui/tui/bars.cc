#include "ui/tui/bars.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tare::tui {

namespace {

constexpr std::array<std::string_view, 8> kLevels = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::string_view kPlainLevels = "_.:-=+*#";

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::size_t columns_of(Bytes part, Bytes whole, std::size_t width) {
  if (part.value == 0 || whole.value == 0) return 0;
  auto share = static_cast<double>(part.value) / static_cast<double>(whole.value);
  auto columns = static_cast<std::size_t>(std::lround(share * static_cast<double>(width)));
  return std::clamp<std::size_t>(columns, 1, width);
}

}  // namespace

void put_bar(LineWriter& line, const BarParts& parts, std::size_t width) {
  width = std::min(width, line.room());
  if (width == 0) return;
  auto both = columns_of(parts.own + parts.rest, parts.whole, width);
  auto own = std::min(columns_of(parts.own, parts.whole, width), both);
  if (own == both && parts.rest.value != 0 && both > 1 && parts.rest > parts.own) --own;
  bool unicode = line.unicode();
  line.put(repeated(unicode ? "█" : "#", own), parts.style);
  line.put(repeated(unicode ? "▒" : "=", both - own), Style::rest);
  if (parts.whole.value == 0) {
    line.skip(width);
  } else {
    line.put(repeated(unicode ? "·" : ".", width - both), Style::dim);
  }
}

std::string graph(const History& history, std::size_t width, Range scale, bool unicode) {
  auto [low, high] = scale;
  auto moves = high > low ? static_cast<double>((high - low).value) : 0.0;
  auto span = std::max({moves, static_cast<double>(high.value) / 20, 1.0});
  std::string text;
  for (std::size_t i = 0; i < width; ++i) {
    auto age = width - 1 - i;
    auto value = age < history.size() ? history.back(age) : std::nullopt;
    if (!value) {
      text += ' ';
      continue;
    }
    auto above = *value > low ? static_cast<double>((*value - low).value) : 0.0;
    auto level = std::min<std::size_t>(static_cast<std::size_t>(above / span * 8), 7);
    if (unicode) {
      text += kLevels[level];
    } else {
      text += kPlainLevels[level];
    }
  }
  return text;
}

std::optional<Range> range_of(const History& history, std::size_t width) {
  std::optional<Range> range;
  for (std::size_t age = 0; age < std::min(width, history.size()); ++age) {
    auto value = history.back(age);
    if (!value) continue;
    if (!range) range = Range{*value, *value};
    range->low = std::min(range->low, *value);
    range->high = std::max(range->high, *value);
  }
  return range;
}

}  // namespace tare::tui
