// What the rows of the profiles add up to: key metrics, overhead, ratios, warm-up, growth. Blocks
// of cells and sentences that text and Markdown lay out each in its way. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/figures.h"
#include "report/words.h"

namespace tare {

enum class Finding { none, warm_up, metrics, overhead, ratios, growth };
struct Block {
  Finding finding = Finding::none;             // which one it is, for who wants them one by one
  std::string title;                           // may be empty
  std::vector<std::string> header;             // empty: no table
  std::vector<std::vector<std::string>> rows;  // as many cells as the header; the first is a name
  std::vector<std::string> lines;              // sentences below
  bool ends_with_text = false;                 // the last column is no number
};

// Only blocks whose profile ran; what could not be computed is named with its reason.
std::vector<Block> findings(Lang lang, const ProfileRuns& runs);

}  // namespace tare
