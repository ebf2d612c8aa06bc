// Cells and tables in Markdown, foreign text made harmless. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tare {

// Foreign names must not end a cell, start HTML or become emphasis.
std::string escaped(std::string_view text);

// The first column to the left, the others to the right; `text_columns` of them to the left too.
std::string table_of(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows,
                     std::size_t text_columns = 1);

}  // namespace tare
