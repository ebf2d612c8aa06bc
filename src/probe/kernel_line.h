// One line of the kernel's key-value texts: "VmRSS:\t    1604 kB", "some avg10=0.00 …".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace tare {

// "   1604 kB" as bytes; nothing for anything else. The kernel's kB are 1024 bytes. Numbers that
// would overflow when multiplied are refused.
std::optional<Bytes> kilobytes(std::string_view value);

struct KernelLine {
  std::string_view key;
  std::string_view value;  // what follows the colon, blanks included
};

// Splits at the first colon; nothing for a line without one.
std::optional<KernelLine> split_line(std::string_view line);

}  // namespace tare
