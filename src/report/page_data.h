// What a page knows of its runs, as JSON that may stand inside a <script> element. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/run.h"
#include "report/timeline.h"
#include "report/words.h"

namespace tare {

// "Memory: profile load", "Memory: desktop-mate", "Memory: 4 runs".
std::string page_title(Lang lang, std::span<const Run> runs);
// "load, without warm-up": one run among others.
std::string run_name(Lang lang, const Run& run);

// {"title", "words": {…}, "runs": [{"name", "told", "state", "tiles", "at", "curves", "steps",
//  "turns", "about", …}], "findings": […]}; sizes are bytes as whole numbers, null where a reading
// is missing, -1 where nobody asked for it at that moment. Only ASCII, and no "<", ">" or "&".
std::string page_data(Lang lang, std::span<const Run> shown, std::span<const Timeline> lines,
                      std::span<const Run> all);

}  // namespace tare
