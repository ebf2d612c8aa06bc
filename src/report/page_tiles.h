// The few numbers that say where the memory of a run went. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/run.h"
#include "report/timeline.h"
#include "report/words.h"

namespace tare {

struct Tile {
  std::string label;  // "highest RAM"
  std::string value;  // "60.42 MiB"; "-" where there is none
  std::string note;   // "step 5 second reply", or why there is none
};

// Highest RAM, largest rise, RAM at the last step, highest VRAM. Empty for a run without moments.
std::vector<Tile> page_tiles(Lang lang, const Run& run, const Timeline& line);

}  // namespace tare
