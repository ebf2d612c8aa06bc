// tare report --session: the document of a session.
#pragma once

#include <span>
#include <string>

#include "core/run.h"
#include "report/words.h"

namespace tare {

// Markdown to standard output, or a page to the file `html` when it names one. Returns the exit
// code.
int session_report(Lang lang, std::span<const Run> runs, const std::string& html);

}  // namespace tare
