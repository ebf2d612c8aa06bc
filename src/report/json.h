// Runs as JSON, format 1 of the interface: bytes are integers, and a reading that could not be had
// is
// {"missing": reason, "detail": …}, never 0 and never left out. Pure.
#pragma once

#include <span>
#include <string>

#include "core/run.h"

namespace tare {

std::string run_json(const Run& run);  // one object, indented, newline at its end
// An array of them, and behind them an object for each comparison of which two or more runs are
// here (one of ipc): it has the key "comparison".
std::string runs_json(std::span<const Run> runs);

}  // namespace tare
