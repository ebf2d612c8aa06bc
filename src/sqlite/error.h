// SQLite's error codes as sentences. Internal to this folder.
#pragma once

#include <sqlite3.h>

#include <string>

#include "base/result.h"

namespace tare {

// What failed last on `handle`; `code` is its result code.
tl::unexpected<Error> sqlite_error(sqlite3* handle, int code);

// The same for a handle that could not be opened.
tl::unexpected<Error> sqlite_error(sqlite3* handle, int code, const std::string& path);

}  // namespace tare
