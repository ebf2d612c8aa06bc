// The step table of a page: the cells of the text report, what stands under each step, and what the
// bars show. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/run.h"
#include "report/words.h"

namespace tare {

// Seconds since the begin, to the microsecond: the same for a step and for its moment in the
// curves, which the page matches by them.
double page_seconds(double seconds);

// {"columns": [{"title", "wide"}], "rows": [{"name", "at", "cells", "bytes": {"anon", "file",
// "shmem",
//  "vram", "peak"}, "said", "lists"}], "parts": [{"name", "at"}], "left_over", "lines": […]}
nlohmann::ordered_json page_steps(Lang lang, const Run& run);

}  // namespace tare
