// Files that hold what a person said or ran belong to that person alone.
#pragma once

#include <string>

#include "base/result.h"

namespace tare {

// Makes the folders above `path` that are absent, each with mode 0700.
Result<> make_private_folder_of(const std::string& path);

// Makes an empty file of mode 0600, and the folders above it. An existing file is bad_input and
// stays as it is.
Result<> create_private_file(const std::string& path);

}  // namespace tare
