// One reading of the watch as text or JSON, for pipes and programs (`tare top --once`).
#pragma once

#include <string>

#include "app/watch_model.h"
#include "report/words.h"

namespace tare {

// Machine, cards, and the largest processes as a table.
std::string watch_text(Lang lang, const WatchModel& model);

// One line, for a reader that is no terminal: machine, cards, and the selected process.
std::string watch_line(Lang lang, const WatchModel& model);

// A step, for the same reader.
std::string watch_step_line(Lang lang, const WatchStep& step);

// Format 1, documented in doc/top.md. Sizes in bytes; what could not be had is {"missing": …}.
std::string watch_json(const WatchModel& model);

// A sentence for each process above the threshold.
std::vector<std::string> alert_sentences(Lang lang, const WatchModel& model);

}  // namespace tare
