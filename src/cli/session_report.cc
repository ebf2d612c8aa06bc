#include "cli/session_report.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/text.h"
#include "cli/output.h"
#include "cli/places.h"
#include "report/session_html.h"
#include "report/session_markdown.h"

namespace tare {

int session_report(Lang lang, std::span<const Run> runs, const std::string& html) {
  auto document = session_document(lang, runs);
  if (html.empty()) return print_out(session_markdown(document)) ? 0 : 3;
  auto written = write_file(html, session_html(document));
  if (!written) return tell(written.error());
  fmt::print(stderr, "saved: {}\n", printable(html));
  return 0;
}

}  // namespace tare
