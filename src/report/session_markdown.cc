#include "report/session_markdown.h"

#include <algorithm>

#include "report/markdown_text.h"

namespace tare {

namespace {

// Longer than any run of backticks within, so that a foreign one can't end the block.
std::string fence(const SessionPart& code) {
  std::size_t longest = 2;
  for (const auto& line : code.lines)
    for (std::size_t at = 0, run = 0; at < line.size(); ++at) {
      run = line[at] == '`' ? run + 1 : 0;
      longest = std::max(longest, run);
    }
  return std::string(longest + 1, '`');
}

std::string mark(const SessionPart& list, std::size_t index) {
  if (list.kind == SessionPart::Kind::numbered) return fmt::format("{}.", index + 1);
  if (list.kind == SessionPart::Kind::checks) return list.done[index] ? "- [x]" : "- [ ]";
  return "-";
}

std::string list_text(const SessionPart& list) {
  std::string text;
  for (std::size_t i = 0; i < list.lines.size(); ++i)
    text += fmt::format("{} {}\n", mark(list, i), escaped(list.lines[i]));
  return text;
}

std::string code_text(const SessionPart& code) {
  auto edge = fence(code);
  auto text = edge + "\n";
  for (const auto& line : code.lines) text += line + "\n";
  return text + edge + "\n";
}

std::string part_text(const SessionPart& part) {
  switch (part.kind) {
    case SessionPart::Kind::paragraph:
      return escaped(part.lines.front()) + "\n";
    case SessionPart::Kind::bullets:
    case SessionPart::Kind::numbered:
    case SessionPart::Kind::checks:
      return list_text(part);
    case SessionPart::Kind::table:
      return table_of(part.header, part.rows, part.text_columns);
    case SessionPart::Kind::code:
      return code_text(part);
  }
  return {};
}

}  // namespace

std::string session_markdown(const SessionDocument& document) {
  auto text = fmt::format("# {}\n", escaped(document.title));
  for (const auto& section : document.sections) {
    text += fmt::format("\n{} {}\n", std::string(static_cast<std::size_t>(section.level), '#'),
                        escaped(section.title));
    for (const auto& part : section.parts) text += "\n" + part_text(part);
  }
  return text;
}

}  // namespace tare
