// Cells of a text table, aligned by what a terminal shows and not by bytes. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tare {

// Cut to `width` columns, with "…" in the last one when something was cut.
std::string fit(std::string_view text, std::size_t width);

// Padded to `width` columns; left() cuts a text that is too long, right() keeps it whole, because
// half a number is a wrong number.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

}  // namespace tare
