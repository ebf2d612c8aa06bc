#include "report/markdown_text.h"

#include <fmt/format.h>

namespace tare {

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

namespace {

std::string row_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const auto& cell : cells) line += fmt::format(" {} |", escaped(cell));
  return line + "\n";
}

std::string rule(std::size_t columns, std::size_t text_columns) {
  std::string line = "|";
  for (std::size_t i = 0; i < columns; ++i) line += i < text_columns ? "---|" : "---:|";
  return line + "\n";
}

}  // namespace

std::string table_of(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows, std::size_t text_columns) {
  auto text = row_of(header) + rule(header.size(), text_columns);
  for (const auto& row : rows) text += row_of(row);
  return text;
}

}  // namespace tare
