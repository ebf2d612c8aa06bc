#include "report/page.h"

#include "base/text.h"
#include "report/html_text.h"
#include "report/page_data.h"
#include "report/page_parts.h"

namespace tare {

std::string page_html(Lang lang, std::span<const Run> shown, std::span<const Timeline> lines,
                      std::span<const Run> all) {
  std::string page(kPageParts.before_language);
  page += lang == Lang::en ? "en" : "fr";
  page += kPageParts.before_title;
  page += html_escaped(page_title(lang, shown));
  page += kPageParts.before_no_script;
  page += html_escaped(word(lang, Word::page_no_script));
  page += kPageParts.before_data;
  page += page_data(lang, shown, lines, all);
  page += kPageParts.end;
  return page;
}

}  // namespace tare
