// Reading and replacing one small file of the user's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mate {

// The text of a regular file of at most `limit` bytes; nothing when there is no such file. Never
// waits (a FIFO is refused like a directory).
tare::Result<std::optional<std::string>> read_user_file(const std::string& path, std::size_t limit);

// Replaces the file in one step: a temporary file beside it (0600), fsync, rename. Missing folders
// are made with 0700. A symbolic link stays, its target is replaced. On failure the old file is
// untouched and no temporary file stays.
tare::Result<> replace_user_file(const std::string& path, std::string_view text);

}  // namespace mate
