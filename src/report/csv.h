// The steps of runs as CSV (RFC 4180, LF): bytes as integers, an empty cell where a reading is
// missing, and the reasons in the last column. Pure.
#pragma once

#include <span>
#include <string>

#include "core/run.h"

namespace tare {

std::string steps_csv(std::span<const Run> runs);

}  // namespace tare
