// Runs as one HTML page that is complete in itself: charts, step tables, findings. It asks no
// network for anything, and what a run says is data in it, never markup. Pure.
#pragma once

#include <span>
#include <string>

#include "core/run.h"
#include "report/timeline.h"
#include "report/words.h"

namespace tare {

// `lines` holds the timeline of each of `shown`; the runs themselves need no samples. `all` may
// hold more runs than are shown: figures may rest on them too. Without a run the page says so.
std::string page_html(Lang lang, std::span<const Run> shown, std::span<const Timeline> lines,
                      std::span<const Run> all);

}  // namespace tare
