// The rows of a run's steps as cells, for Markdown and the session's document. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/run.h"
#include "report/words.h"

namespace tare {

struct StepRows {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> lines;  // legend, and why cells are empty
};
// Parts are left out; no rows when the run has no steps.
StepRows step_rows(Lang lang, bool wide, const Run& run);

}  // namespace tare
