#include "report/page.h"

#include "base/text.h"
#include "report/page_data.h"
#include "report/page_parts.h"

namespace tare {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string page_html(Lang lang, std::span<const Run> shown, std::span<const Timeline> lines,
                      std::span<const Run> all) {
  std::string page(kPageParts.before_language);
  page += lang == Lang::en ? "en" : "fr";
  page += kPageParts.before_title;
  page += escaped(page_title(lang, shown));
  page += kPageParts.before_no_script;
  page += escaped(word(lang, Word::page_no_script));
  page += kPageParts.before_data;
  page += page_data(lang, shown, lines, all);
  page += kPageParts.end;
  return page;
}

}  // namespace tare
