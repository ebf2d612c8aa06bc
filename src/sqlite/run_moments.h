// The middle of reading a run: steps, turns and samples with all that hangs on them.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>

#include "core/run.h"
#include "sqlite/run_rows.h"

namespace tare {

struct RunRegion {
  std::string name;
  MappingKind kind = MappingKind::anonymous;
};
struct RunCard {
  std::string id, name;
  CardKind kind = CardKind::drm;
};

// What rows refer to by number.
struct RunDictionaries {
  std::map<std::int64_t, RunRegion> regions;
  std::map<std::int64_t, RunCard> cards;
};

// Fills steps, turns and samples of `run` in the order in which they were added; with `each`,
// samples go there instead.
void read_moments(RunReading& reading, const RunDictionaries& names, Run& run,
                  const std::function<void(const Sample&)>& each);

}  // namespace tare
