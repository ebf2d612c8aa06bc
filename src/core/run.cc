#include "core/run.h"

#include <algorithm>

#include "base/text.h"

namespace tare {

std::string describe(const End& end) {
  switch (end.how) {
    case End::How::running:
      return "running";
    case End::How::exited:
      return "exit " + std::to_string(end.value);
    case End::How::signalled:
      return "signal " + std::to_string(end.value);
    case End::How::lost:
      return "lost";
  }
  return "lost";
}

std::optional<std::string_view> note(const Step& step, std::string_view key) {
  auto found = std::find_if(step.notes.rbegin(), step.notes.rend(),
                            [&](const Note& n) { return n.key == key; });
  if (found == step.notes.rend()) return std::nullopt;
  return found->value;
}

std::map<std::uint64_t, double> first_token_of_turns(const Run& run) {
  return of_turns(run, kTurnFirstToken);
}

std::map<std::uint64_t, double> of_turns(const Run& run, std::string_view key) {
  std::map<std::uint64_t, double> waits;
  for (const auto& step : run.steps) {
    for (const auto& said : step.notes) {
      if (said.key != key) continue;
      std::string_view text = said.value;
      auto number = to_number<std::uint64_t>(next_word(text).value_or(""));
      auto wait = to_real(trim(text));
      if (number && wait) waits[*number] = *wait;
    }
  }
  return waits;
}

const Step* find_step(const Run& run, std::string_view name) {
  auto found = std::find_if(run.steps.rbegin(), run.steps.rend(),
                            [&](const Step& step) { return step.name == name; });
  return found == run.steps.rend() ? nullptr : &*found;
}

}  // namespace tare
