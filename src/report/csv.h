// The steps of runs as CSV (RFC 4180, LF): bytes as integers, an empty cell where a reading is
// missing, and the reasons in the last column. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/run.h"

namespace tare {

// A cell: quoted where it must be, and harmless.
std::string csv_text(std::string_view text);

std::string steps_csv(std::span<const Run> runs);

}  // namespace tare
