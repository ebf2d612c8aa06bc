#include "report/gaps.h"

#include <algorithm>

namespace tare {

std::string why_text(Lang lang, const Unknown& unknown) {
  switch (unknown.gap) {
    case Gap::no_run:
      return say(lang, Word::gap_no_run, unknown.what);
    case Gap::no_step:
      return say(lang, Word::gap_no_step, step_label(lang, unknown.what));
    case Gap::no_reading:
      return reason(lang, {why_named(unknown.what).value_or(Why::failed), ""});
    case Gap::no_note:
      return say(lang, Word::gap_no_note, unknown.what);
    case Gap::not_above:
      return say(lang, Word::gap_not_above, step_label(lang, unknown.what));
  }
  return {};
}

void NotComputed::add(std::string_view what, const Unknown& unknown) {
  auto why = why_text(lang_, unknown);
  auto line = std::ranges::find(lines_, why, &std::pair<std::string, Names>::first);
  if (line == lines_.end()) line = lines_.insert(lines_.end(), {why, Names{}});
  if (std::ranges::find(line->second, what) == line->second.end()) line->second.emplace_back(what);
}

void NotComputed::tell(std::vector<std::string>& lines) const {
  for (const auto& [why, names] : lines_)
    lines.push_back(say(lang_, Word::not_computed, fmt::format("{}", fmt::join(names, ", ")), why));
}

}  // namespace tare
