// The page around what a run puts in, as tools/embed_page.py makes it out of page/* and uPlot when
// tare is built.
#pragma once

#include <string_view>

namespace tare {

struct PageParts {
  std::string_view before_language;
  std::string_view before_title;
  std::string_view before_no_script;
  std::string_view before_data;
  std::string_view end;
};
extern const PageParts kPageParts;

}  // namespace tare
