#include "probe/proc_stat.h"

#include "base/text.h"

namespace tare {

std::optional<ProcStat> parse_stat(std::string_view text) {
  // The name may contain blanks and parentheses; no later field does.
  auto name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  auto rest = text.substr(name_end + 1);
  auto state = next_word(rest);
  if (!state || state->size() != 1) return std::nullopt;
  // ppid pgrp session tty_nr tpgid flags stand before minflt; cminflt before majflt.
  std::optional<std::string_view> word;
  for (int i = 0; i < 7; ++i) word = next_word(rest);
  auto minor = to_number<std::uint64_t>(word.value_or(""));
  for (int i = 0; i < 2; ++i) word = next_word(rest);
  auto major = to_number<std::uint64_t>(word.value_or(""));
  if (!minor || !major) return std::nullopt;
  return ProcStat{state->front(), *minor, *major};
}

}  // namespace tare
