// What could not be computed, and why, in sentences. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/figures.h"
#include "report/words.h"

namespace tare {

std::string why_text(Lang lang, const Unknown& unknown);

// What could not be computed, gathered by reason: one sentence for each.
class NotComputed {
 public:
  explicit NotComputed(Lang lang) : lang_(lang) {}
  void add(std::string_view what, const Unknown& unknown);
  void tell(std::vector<std::string>& lines) const;

 private:
  using Names = std::vector<std::string>;
  Lang lang_;
  std::vector<std::pair<std::string, Names>> lines_;
};

}  // namespace tare
