#include "llama/kv_reuse.h"

#include <algorithm>
#include <vector>

namespace tare::llama {
namespace {

using Tokens = std::span<const std::int32_t>;

std::size_t common_prefix(Tokens a, Tokens b) {
  auto [at, _] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(at - a.begin());
}

// For each i: how many tokens text[i, …) and pattern[0, …) have in common at their beginnings. The
// Z function of pattern + text, so that a window full of repetitions stays linear.
std::vector<std::size_t> matches(Tokens pattern, Tokens text) {
  auto total = pattern.size() + text.size();
  auto at = [&](std::size_t i) {
    return i < pattern.size() ? pattern[i] : text[i - pattern.size()];
  };
  std::vector<std::size_t> z(total, 0);
  std::size_t left = 0;
  std::size_t right = 0;  // [left, right) equals the beginning
  for (std::size_t i = 1; i < total; ++i) {
    if (i < right) z[i] = std::min(right - i, z[i - left]);
    while (i + z[i] < total && at(z[i]) == at(i + z[i])) ++z[i];
    if (i + z[i] > right) {
      left = i;
      right = i + z[i];
    }
  }
  std::vector<std::size_t> found(z.begin() + static_cast<std::ptrdiff_t>(pattern.size()), z.end());
  for (auto& length : found) length = std::min(length, pattern.size());
  return found;
}

}  // namespace

KvReuse plan_reuse(Tokens cached, Tokens prompt, bool can_move, std::size_t fewest_moved) {
  auto wanted =
      prompt.first(prompt.size() - 1);  // the last one is decoded whatever the cache holds
  KvReuse plan;
  plan.keep = common_prefix(cached, wanted);
  plan.drop_from = plan.drop_to = plan.keep;
  auto rest = wanted.subspan(plan.keep);
  auto behind = cached.subspan(plan.keep);
  if (!can_move || rest.size() < fewest_moved || behind.empty()) return plan;

  auto found = matches(rest, behind);
  auto longest = std::max_element(found.begin(), found.end());
  if (*longest < fewest_moved) return plan;
  plan.drop_to = plan.keep + static_cast<std::size_t>(longest - found.begin());
  plan.moved = *longest;
  return plan;
}

}  // namespace tare::llama
