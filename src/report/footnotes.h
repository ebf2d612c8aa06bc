// Why a cell of a table is empty: one letter for each reason, told once below the table. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/reading.h"
#include "report/words.h"

namespace tare {

class Footnotes {
 public:
  explicit Footnotes(Lang lang) : lang_(lang) {}
  // The cell for a reading of column `column` that is missing: "-a".
  std::string cell(std::string_view column, const Missing& missing);
  // "a  VRAM MiB, VRAM card not read: no device: …", one line for each reason.
  std::vector<std::string> lines() const;

 private:
  struct Line {
    std::string reason;
    std::vector<std::string> columns;
  };
  Lang lang_;
  std::vector<Line> lines_;
};

}  // namespace tare
