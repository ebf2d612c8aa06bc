// Comparisons as CSV (RFC 4180, LF): a row for each variant, or for each measured way of an avatar
// command. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/run.h"

namespace tare {

// When all runs belong to one comparison; nothing otherwise, because CSV is one table.
std::optional<std::string> comparison_csv(std::span<const Run> runs);

}  // namespace tare
