// Reports as Markdown, with the same cells as the text. Pure.
#pragma once

#include <span>
#include <string>

#include "core/run.h"
#include "report/words.h"

namespace tare {

std::string report_markdown(Lang lang, bool wide, std::span<const Run> runs);

}  // namespace tare
