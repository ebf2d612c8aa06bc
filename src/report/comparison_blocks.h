// The tables of the comparisons (tare profile gpu, ipc, settings) as blocks that text and Markdown
// lay out each in its way. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/comparison.h"
#include "report/findings.h"
#include "report/ipc_figures.h"

namespace tare {

// Of every comparison that runs of are here, two or more of gpu and settings, any of ipc.
std::vector<Block> comparison_blocks(Lang lang, std::span<const Run> runs);

std::vector<Block> gpu_blocks(Lang lang, const RunList& runs);
std::vector<Block> settings_blocks(Lang lang, const RunList& runs);
std::vector<Block> ipc_blocks(Lang lang, const IpcFigures& figures);

// Of one run, as soon as it is over: "performance: 31 of 31 layers on the card, RAM loaded …".
std::string measured_line(Lang lang, const Run& run);

// "58.09", "0.31", "62.4": the number alone.
std::string figure_text(Unit unit, double value);

}  // namespace tare
