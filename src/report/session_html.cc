#include "report/session_html.h"

#include <string_view>

#include "report/html_text.h"

namespace tare {

namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; }
table { border-collapse: collapse; }
.wide { overflow-x: auto; }
th, td { border: 1px solid; padding: .2rem .6rem; text-align: right; }
th.text, td.text { text-align: left; }
td { font-variant-numeric: tabular-nums; }
pre { overflow-x: auto; padding: .5rem 1rem; border: 1px solid; }
ul.checks { list-style: none; padding-left: 1rem; }
@media print { body { max-width: none; margin: 0; } table, pre { break-inside: avoid; } }
)css";

std::string row_of(std::string_view tag, const std::vector<std::string>& cells,
                   std::size_t text_columns) {
  std::string row = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i)
    row += fmt::format("<{0}{1}>{2}</{0}>", tag, i < text_columns ? " class=\"text\"" : "",
                       html_escaped(cells[i]));
  return row + "</tr>\n";
}

std::string list_html(const SessionPart& list) {
  bool checks = list.kind == SessionPart::Kind::checks;
  auto tag = list.kind == SessionPart::Kind::numbered ? "ol" : "ul";
  auto html = fmt::format("<{}{}>\n", tag, checks ? " class=\"checks\"" : "");
  for (std::size_t i = 0; i < list.lines.size(); ++i) {
    auto text = html_escaped(list.lines[i]);
    if (checks)
      text = fmt::format("<label><input type=\"checkbox\" disabled{}> {}</label>",
                         list.done[i] ? " checked" : "", text);
    html += fmt::format("<li>{}</li>\n", text);
  }
  return html + fmt::format("</{}>\n", tag);
}

std::string table_html(const SessionPart& table) {
  auto html = "<div class=\"wide\" tabindex=\"0\"><table>\n<thead>" +
              row_of("th", table.header, table.text_columns) + "</thead>\n<tbody>\n";
  for (const auto& row : table.rows) html += row_of("td", row, table.text_columns);
  return html + "</tbody>\n</table></div>\n";
}

std::string code_html(const SessionPart& code) {
  std::string html = "<pre><code>";
  for (const auto& line : code.lines) html += html_escaped(line) + "\n";
  return html + "</code></pre>\n";
}

std::string part_html(const SessionPart& part) {
  switch (part.kind) {
    case SessionPart::Kind::paragraph:
      return fmt::format("<p>{}</p>\n", html_escaped(part.lines.front()));
    case SessionPart::Kind::bullets:
    case SessionPart::Kind::numbered:
    case SessionPart::Kind::checks:
      return list_html(part);
    case SessionPart::Kind::table:
      return table_html(part);
    case SessionPart::Kind::code:
      return code_html(part);
  }
  return {};
}

}  // namespace

std::string session_html(const SessionDocument& document) {
  auto title = html_escaped(document.title);
  auto html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
      document.lang == Lang::fr ? "fr" : "en", title, kStyle, title);
  for (const auto& section : document.sections) {
    html += fmt::format("<h{0}>{1}</h{0}>\n", section.level, html_escaped(section.title));
    for (const auto& part : section.parts) html += part_html(part);
  }
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tare
