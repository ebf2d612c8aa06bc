#include "core/growth.h"

#include <string>
#include <utility>

#include "base/text.h"

namespace tare {

namespace {

constexpr ByteDelta kWorthNaming = {1 << 20};

struct Row {
  std::uint64_t messages = 0;
  const Step* step = nullptr;
};

std::vector<Row> rows_with_messages(const Run& run) {
  std::vector<Row> rows;
  for (const auto& step : run.steps) {
    auto messages = messages_of(step);
    // Reset and unload keep the count; they are no rows of the conversation itself.
    if (step.part || !messages || *messages == 0) continue;
    if (rows.empty() || *messages > rows.back().messages) rows.push_back({*messages, &step});
  }
  return rows;
}

Computed<ByteDelta> change(const Row& from, const Row& to, Reading ProcessMemory::* pick) {
  const auto& later = to.step->sample.process.*pick;
  const auto& earlier = from.step->sample.process.*pick;
  if (auto delta = difference(later, earlier)) return *delta;
  const auto& missing = (later ? earlier : later).missing();
  return Unknown{Gap::no_reading, std::string(name(missing.why))};
}

Computed<ByteDelta> vram_change(const Run& run, const Row& from, const Row& to) {
  auto basis = vram_basis(run.steps.front().sample);
  auto later = vram(to.step->sample, basis);
  auto earlier = vram(from.step->sample, basis);
  if (auto delta = difference(later, earlier)) return *delta;
  const auto& missing = (later ? earlier : later).missing();
  return Unknown{Gap::no_reading, std::string(name(missing.why))};
}

// Within a tenth of the fall counts as unchanged, nine tenths of it as all.
FallKind kind_of(const Fall& fall) {
  auto fell = -fall.rss.value;
  if (-fall.own.value * 10 >= fell * 9) return FallKind::freed;
  if (-fall.own.value * 10 > fell) return FallKind::mixed;
  if (-fall.file.value * 10 >= fell * 9) return FallKind::reclaimed;
  if (fall.swap.value * 10 >= fell * 9) return FallKind::swapped;
  return FallKind::mixed;
}

std::optional<Fall> fall_between(const Row& from, const Row& to) {
  auto rss = change(from, to, &ProcessMemory::rss);
  auto own = change(from, to, &ProcessMemory::own);
  auto file = change(from, to, &ProcessMemory::file);
  auto swap = change(from, to, &ProcessMemory::swap);
  if (!rss || !own || !file || *rss > ByteDelta{} - kWorthNaming) return std::nullopt;
  Fall fall{from.messages, to.messages, *rss, *own, *file, swap ? *swap : ByteDelta{}};
  fall.kind = kind_of(fall);
  return fall;
}

}  // namespace

std::optional<std::uint64_t> messages_of(const Step& step) {
  if (auto said = note(step, "messages")) return to_number<std::uint64_t>(*said);
  std::string_view rest = step.name;
  auto after = rest.find(" after ");
  if (after == std::string_view::npos) return std::nullopt;
  rest.remove_prefix(after + 7);
  auto number = next_word(rest);
  auto unit = next_word(rest);
  if (!number || !unit || !unit->starts_with("message")) return std::nullopt;
  return to_number<std::uint64_t>(*number);
}

Computed<Growth> growth(const ProfileRuns& runs) {
  if (runs.conversation == nullptr) return Unknown{Gap::no_run, "conversation"};
  const auto& run = *runs.conversation;
  auto rows = rows_with_messages(run);
  if (rows.size() < 2) return Unknown{Gap::no_step, "after N messages"};
  const auto& from = rows.front();
  const auto& to = rows.back();
  Growth grown{.from_message = from.messages,
               .to_message = to.messages,
               .own = change(from, to, &ProcessMemory::own),
               .rss = change(from, to, &ProcessMemory::rss),
               .vram = vram_change(run, from, to),
               .own_per_message = Unknown{},
               .rows = rows.size(),
               .turns = run.turns.size()};
  if (grown.own)
    grown.own_per_message =
        static_cast<double>(grown.own->value) / static_cast<double>(to.messages - from.messages);
  else
    grown.own_per_message = grown.own.why();
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (auto fall = fall_between(rows[i - 1], rows[i])) grown.falls.push_back(*fall);
  return grown;
}

}  // namespace tare
