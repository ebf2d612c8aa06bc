#include "report/footnotes.h"

#include <algorithm>

namespace tare {

namespace {

std::string letter(std::size_t index) {
  std::string text(1, static_cast<char>('a' + index % 26));
  if (index >= 26) text += std::to_string(index / 26);
  return text;
}

}  // namespace

std::string Footnotes::cell(std::string_view column, const Missing& missing) {
  auto why = reason(lang_, missing);
  auto line = std::ranges::find(lines_, why, &Line::reason);
  if (line == lines_.end()) line = lines_.insert(lines_.end(), {std::move(why), {}});
  if (std::ranges::find(line->columns, column) == line->columns.end())
    line->columns.emplace_back(column);
  return fmt::format("-{}", letter(static_cast<std::size_t>(line - lines_.begin())));
}

std::vector<std::string> Footnotes::lines() const {
  std::vector<std::string> text;
  text.reserve(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i)
    text.push_back(say(lang_, Word::missing_line, letter(i),
                       fmt::format("{}", fmt::join(lines_[i].columns, ", ")), lines_[i].reason));
  return text;
}

}  // namespace tare
