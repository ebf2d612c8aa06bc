// The system's own words for an errno.
#pragma once

#include <string>
#include <system_error>

namespace tare {

inline std::string system_reason(int code) {
  return std::error_code(code, std::generic_category()).message();
}

}  // namespace tare
