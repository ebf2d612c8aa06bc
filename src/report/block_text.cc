#include "report/block_text.h"

#include <algorithm>

#include "base/text.h"
#include "report/cells.h"

namespace tare {

namespace {

std::vector<std::size_t> widths(const Block& block) {
  std::vector<std::size_t> list;
  list.reserve(block.header.size());
  for (const auto& title : block.header) list.push_back(display_width(title));
  for (const auto& row : block.rows)
    for (std::size_t i = 0; i < row.size(); ++i) list[i] = std::max(list[i], display_width(row[i]));
  return list;
}

// Names to the left, numbers to the right, a last column of text to the left again.
std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                    bool last_is_text) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    bool text = i == 0 || (last_is_text && i + 1 == cells.size());
    if (i > 0) line += "  ";
    line += text ? left(cells[i], widths[i]) : right(cells[i], widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string block_text(const Block& block) {
  std::string text = block.title.empty() ? "" : block.title + "\n";
  auto wide = widths(block);
  if (!block.header.empty()) text += line_of(block.header, wide, block.ends_with_text);
  for (const auto& row : block.rows) text += line_of(row, wide, block.ends_with_text);
  for (const auto& line : block.lines) text += line + "\n";
  return text;
}

}  // namespace tare
