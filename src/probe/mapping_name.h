// Under which name and kind the ledger groups a mapping, from the last column of smaps.
#pragma once

#include <string_view>

#include "core/mapping.h"

namespace tare {

struct MappingName {
  std::string_view name;  // the column as it is, or "anonymous"
  MappingKind kind = MappingKind::anonymous;
};

// `column` without the blanks before it; empty for a mapping without a name.
MappingName mapping_name(std::string_view column);

}  // namespace tare
