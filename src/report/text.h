// Reports as plain text: the files memory_profile_*.txt, and `tare report`. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/run.h"
#include "report/step_table.h"

namespace tare {

// The comparisons and findings of all runs together, a blank line between the blocks.
std::string findings_text(Lang lang, std::span<const Run> runs);

// Which runs stand behind the comparisons' tables, one line each, and the machine.
std::string compared_run_lines(Lang lang, std::span<const Run> runs);

// One line each: what the run was, on which machine, how it ended, what measuring cost.
std::string run_lines(Lang lang, const Run& run);

// The tables of `runs` with their lines, then the findings. `all` may hold more runs than are
// shown: figures may rest on them too. `cut` says why the runs are incomplete, empty when they are
// not.
std::string report_text(TableStyle style, std::span<const Run> runs, std::span<const Run> all,
                        std::string_view cut = {});

}  // namespace tare
