// A block of cells and sentences as plain text. Pure.
#pragma once

#include <string>

#include "report/findings.h"

namespace tare {

std::string block_text(const Block& block);

}  // namespace tare
