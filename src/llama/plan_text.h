// What tare-dry-plan prints and its caller reads: one line an item, words parted by blanks.
//   layers 31
//   device RPC0 gpu 92000000 11796480 5000000 0 0    weights kv compute output copied, bytes
//   fit 12 31 173400000                              layers that fit, all, bytes of all
//   error bad_input|refused SENTENCE
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "llama/dry_plan.h"

namespace tare::llama {

struct PlanText {
  DryPlan plan;
  std::optional<LayerFit> fit;
};

std::string plan_text(const DryPlan& plan);
std::string plan_text(const LayerFit& fit);
std::string plan_text(const Error& error);
// The error that the text tells, or one that says the text is not a plan.
Result<PlanText> parse_plan(std::string_view text);

}  // namespace tare::llama
