#include "report/cells.h"

#include "base/text.h"

namespace tare {

std::string fit(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  while (!text.empty() && display_width(text) + 1 > width) {
    auto last = static_cast<unsigned char>(text.back());
    text.remove_suffix(1);
    // Continuation bytes go together with their character's first byte.
    while ((last & 0xC0) == 0x80 && !text.empty()) {
      last = static_cast<unsigned char>(text.back());
      text.remove_suffix(1);
    }
  }
  return std::string(text) + "…";
}

std::string left(std::string_view text, std::size_t width) {
  auto cell = fit(text, width);
  cell.append(width - display_width(cell), ' ');
  return cell;
}

std::string right(std::string_view text, std::size_t width) {
  auto shown = display_width(text);
  std::string cell(shown < width ? width - shown : 0, ' ');
  return cell.append(text);
}

}  // namespace tare
