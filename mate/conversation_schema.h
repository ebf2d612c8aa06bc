// The table of the conversation memory: made, checked, brought up to date.
#pragma once

#include "sqlite/database.h"

namespace mate {

inline constexpr std::int64_t kMemoryVersion = 1;  // user_version; the original leaves 0

// Makes table and indices where they are absent; refuses a newer version's file and a chat_history
// without the columns that we use. A file that cannot be written is checked only.
tare::Result<> prepare_memory(tare::Database& database);

}  // namespace mate
