#include <algorithm>
#include <utility>

#include "base/text.h"
#include "report/session_parts.h"

namespace tare {

namespace {

// No-break space and opening quotation marks: they stand before a path, not within a word.
constexpr std::string_view kOpeners[] = {"\u00a0", "\u202f", "«", "“", "‘"};

bool ends_path(char c) {
  return c == ' ' || c == '\t' || c == '\n' ||
         std::string_view("\"'`<>|;,()").find(c) != std::string_view::npos;
}

// Whether an absolute path begins at `at`: not within a word, not the "//" of an address.
bool path_begins(std::string_view text, std::size_t at) {
  bool home = text[at] == '~' && at + 1 < text.size() && text[at + 1] == '/';
  if (text[at] != '/' && !home) return false;
  if (at + 1 == text.size() || ends_path(text[at + 1])) return false;
  if (at == 0) return true;
  char before = text[at - 1];
  if (ends_path(before) || before == '=' || before == ':' || before == '[') return true;
  auto until = text.substr(0, at);
  return std::ranges::any_of(kOpeners, [&](auto opener) { return until.ends_with(opener); });
}

std::string_view last_part(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::size_t path_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !ends_path(text[at])) ++at;
  return at;
}

bool absolute(std::string_view text) { return text.starts_with('/') || text.starts_with("~/"); }

}  // namespace

SessionPart paragraph(std::string text) { return {.lines = {std::move(text)}}; }

SessionPart bullets(std::vector<std::string> lines) {
  return {.kind = SessionPart::Kind::bullets, .lines = std::move(lines)};
}

SessionPart table(std::vector<std::string> header, std::vector<std::vector<std::string>> rows,
                  std::size_t text_columns) {
  return {.kind = SessionPart::Kind::table,
          .header = std::move(header),
          .rows = std::move(rows),
          .text_columns = text_columns};
}

void check(SessionPart& list, std::string text, bool done) {
  list.kind = SessionPart::Kind::checks;
  list.lines.push_back(std::move(text));
  list.done.push_back(done);
}

std::string without_folders(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    bool address =
        text[at] == '/' && text.substr(at).starts_with("//") && at > 0 && text[at - 1] == ':';
    if (address && !text.substr(at).starts_with("///")) {
      auto end = path_end(text, at);
      out += text.substr(at, end - at);
      at = end;
    } else if (path_begins(text, at)) {
      auto end = path_end(text, at);
      out += last_part(text.substr(at, end - at));
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string argument_text(std::string_view argument) {
  auto equals = argument.starts_with("--") ? argument.find('=') : std::string_view::npos;
  auto value = equals == std::string_view::npos ? argument : argument.substr(equals + 1);
  if (!absolute(value)) return printable(without_folders(argument), 200);
  return printable(std::string(argument.substr(0, argument.size() - value.size())) +
                       std::string(last_part(value)),
                   200);
}

}  // namespace tare
