// A whole run out of its tables.
#pragma once

#include "core/run.h"
#include "sqlite/database.h"

namespace tare {

// Everything stored so far, exactly as it was added. Any file may come in: what is not a sound run
// is bad_input with a sentence that names the first thing that is wrong.
Result<Run> read_run(Database& database);

}  // namespace tare
