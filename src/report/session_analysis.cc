#include "report/session_analysis.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "core/figures.h"
#include "report/attribution.h"
#include "report/session_words.h"
#include "report/step_table.h"

namespace tare {

namespace {

constexpr std::size_t kNamed = 3;
constexpr std::string_view kKvCache = "KV cache";

using Pick = Reading ProcessMemory::*;

std::optional<ByteDelta> change_of(const Step& from, const Step& to, Pick pick) {
  return difference(to.sample.process.*pick, from.sample.process.*pick);
}

bool of_heap(const Declared& said) { return said.owner.starts_with("heap "); }

std::string_view file_name(std::string_view path) {
  auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Reserved on all devices together; nothing when the step has no such row.
std::optional<Bytes> reserved_of(const Step& step, std::string_view owner) {
  std::optional<Bytes> sum;
  for (const auto& said : step.declared)
    if (said.owner == owner && said.reserved) sum = sum.value_or(Bytes{}) + *said.reserved;
  return sum;
}

std::optional<std::string> spoken(const Step& step, std::string_view key) {
  auto said = note(step, key);
  auto number = said ? to_real(*said) : std::nullopt;
  if (!number) return std::nullopt;
  return fmt::format("{:.1f}", *number);
}

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

Analysis::Pair Analysis::find(StepSpan span) const {
  return {find_step(run_, span.from), find_step(run_, span.to)};
}

void Analysis::change(StepSpan span) {
  auto steps = find(span);
  if (!steps) return;
  auto ram = change_of(*steps.from, *steps.to, &ProcessMemory::rss);
  auto own = change_of(*steps.from, *steps.to, &ProcessMemory::own);
  if (!ram || !own) return;
  auto text = say(lang_, SessionWord::change, step_label(lang_, span.to), signed_mib_text(*ram),
                  signed_mib_text(*own));
  auto basis = vram_basis(run_.steps.front().sample);
  auto card =
      difference(tare::vram(steps.to->sample, basis), tare::vram(steps.from->sample, basis));
  if (card) text += say(lang_, SessionWord::change_vram, signed_mib_text(*card));
  lines.push_back(text + ".");
}

void Analysis::owners(StepSpan span) {
  auto steps = find(span);
  if (!steps) return;
  std::vector<std::string> names;
  for (const auto& share : library_costs(*steps.from, *steps.to, kNamed))
    names.push_back(
        fmt::format("{} {} MiB", share_label(lang_, share), signed_mib_text(share.rss)));
  if (!names.empty())
    lines.push_back(say(lang_, SessionWord::owners, step_label(lang_, span.to), joined(names)));
}

void Analysis::model_file() {
  const auto* step = find_step(run_, steps::kLoaded);
  if (step == nullptr) step = find_step(run_, steps::kLoadedInChat);
  auto file = note(run_, "model.file");
  auto bytes = to_number<std::uint64_t>(note(run_, "model.bytes").value_or(""));
  if (step == nullptr || !file || !bytes || step->mappings.empty()) return;
  auto mapped = std::ranges::find_if(step->mappings, [&](const MappingGroup& group) {
    return group.kind == MappingKind::file && file_name(group.name) == file_name(*file);
  });
  auto size = mib_text(Bytes{*bytes});
  lines.push_back(mapped == step->mappings.end()
                      ? say(lang_, SessionWord::file_not_mapped, size)
                      : say(lang_, SessionWord::file_mapped, size, mib_text(mapped->rss)));
}

void Analysis::declared(std::string_view name) {
  const auto* step = find_step(run_, name);
  if (step == nullptr) return;
  std::vector<std::string> rows;
  for (const auto& said : step->declared) {
    if (of_heap(said) || !said.reserved) continue;
    auto row = fmt::format("{} {} MiB", owner_label(lang_, said.owner), mib_text(*said.reserved));
    if (!said.device.empty()) row += say(lang_, SessionWord::on_device, printable(said.device, 60));
    rows.push_back(std::move(row));
  }
  if (!rows.empty())
    lines.push_back(say(lang_, SessionWord::declares, step_label(lang_, name), joined(rows)));
}

void Analysis::kv_cache(StepSpan span) {
  auto steps = find(span);
  if (!steps) return;
  auto before = reserved_of(*steps.from, kKvCache);
  auto after = reserved_of(*steps.to, kKvCache);
  if (!before || !after) return;
  auto pattern = *before == *after ? SessionWord::kv_same : SessionWord::kv_changed;
  lines.push_back(say(lang_, pattern, mib_text(*before), step_label(lang_, span.from),
                      mib_text(*after), step_label(lang_, span.to)));
}

void Analysis::speeds(std::string_view name) {
  const auto* step = find_step(run_, name);
  if (step == nullptr) return;
  std::vector<std::string> parts;
  struct Spoken {
    const char* key;
    SessionWord pattern;
  };
  for (auto one :
       {Spoken{"load_ms", SessionWord::load_took}, Spoken{"warm_ms", SessionWord::warming_took},
        Spoken{"first_token_ms", SessionWord::first_token},
        Spoken{"prompt_tokens_per_s", SessionWord::prompt_speed},
        Spoken{"reply_tokens_per_s", SessionWord::reply_speed}})
    if (auto number = spoken(*step, one.key)) parts.push_back(say(lang_, one.pattern, *number));
  if (!parts.empty())
    lines.push_back(say(lang_, SessionWord::said_of_step, step_label(lang_, name), joined(parts)));
}

void Analysis::unload(StepSpan span, std::string_view reference) {
  auto steps = find(span);
  const auto* before = find_step(run_, reference);
  if (!steps || before == nullptr) return;
  auto back = change_of(*steps.from, *steps.to, &ProcessMemory::own);
  auto kept = change_of(*before, *steps.to, &ProcessMemory::own);
  if (back && kept)
    lines.push_back(say(lang_, SessionWord::gave_back, signed_mib_text(*back),
                        step_label(lang_, reference), signed_mib_text(*kept)));
}

void Analysis::conversation() {
  if (run_.turns.empty()) return;
  std::uint64_t prompt = 0;
  std::uint64_t reply = 0;
  for (const auto& turn : run_.turns) {
    prompt += turn.prompt_tokens;
    reply += turn.reply_tokens;
  }
  lines.push_back(say(lang_, SessionWord::tokens, run_.turns.size(), prompt, reply));
  std::vector<double> waits;
  for (const auto& [number, wait] : first_token_of_turns(run_)) waits.push_back(wait);
  if (waits.empty()) return;
  std::ranges::sort(waits);
  lines.push_back(
      say(lang_, SessionWord::waits, waits.size(), waits[waits.size() / 2], waits.back()));
}

void Analysis::vram() {
  auto basis = vram_basis(run_.steps.front().sample);
  auto first = tare::vram(run_.steps.front().sample, basis);
  if (!first) {
    lines.push_back(say(lang_, SessionWord::vram_not_read, reason(lang_, first.missing())));
    return;
  }
  Bytes least = *first;
  Bytes most = *first;
  for (const auto& step : run_.steps)
    if (auto now = tare::vram(step.sample, basis)) {
      least = std::min(least, *now);
      most = std::max(most, *now);
    }
  lines.push_back(say(lang_, least == most ? SessionWord::vram_same : SessionWord::vram_range,
                      mib_text(least), mib_text(most)));
  lines.emplace_back(
      word(lang_, basis == VramBasis::process ? Word::vram_of_process : Word::vram_of_device));
}

void Analysis::whole_run() {
  if (run_.steps.empty()) return;
  const Step* highest = nullptr;
  std::vector<double> used;
  for (const auto& step : run_.steps) {
    if (step.peak_in_step && (highest == nullptr || *step.peak_in_step > *highest->peak_in_step))
      highest = &step;
    if (auto percent = used_percent(step.sample.machine)) used.push_back(*percent);
  }
  if (highest != nullptr)
    lines.push_back(say(lang_, SessionWord::peak, mib_text(*highest->peak_in_step),
                        step_label(lang_, highest->name)));
  if (!used.empty())
    lines.push_back(say(lang_, SessionWord::machine, *std::ranges::min_element(used),
                        *std::ranges::max_element(used)));
  vram();
}

void Analysis::first_to_last() {
  if (run_.steps.size() < 2) return;
  const auto& first = run_.steps.front();
  const auto& last = run_.steps.back();
  auto ram = change_of(first, last, &ProcessMemory::rss);
  auto own = change_of(first, last, &ProcessMemory::own);
  if (ram && own)
    lines.push_back(
        say(lang_, SessionWord::first_to_last, signed_mib_text(*ram), signed_mib_text(*own)));
}

}  // namespace tare
