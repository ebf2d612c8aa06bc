// Comparisons as JSON objects, for report/json.cc. Bytes are integers, times milliseconds (of
// avatar commands nanoseconds); a figure that is not there is {"missing": reason}. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "core/run.h"

namespace tare {

// An array with an object for each comparison that runs are of.
nlohmann::ordered_json comparisons_json(std::span<const Run> runs);

}  // namespace tare
