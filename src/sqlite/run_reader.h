// A whole run out of its tables.
#pragma once

#include <functional>

#include "core/run.h"
#include "sqlite/database.h"

namespace tare {

using EachSample = std::function<void(const Sample&)>;

// Everything stored so far, exactly as it was added; with `each`, samples go there and not into the
// run. Any file may come in: what is not a sound run
// is bad_input with a sentence that names the first thing that is wrong.
Result<Run> read_run(Database& database, const EachSample& each);

}  // namespace tare
