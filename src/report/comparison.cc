#include "report/comparison.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "core/figures.h"
#include "report/title.h"

namespace tare {

namespace {

using W = CompareWord;

constexpr std::array kQuantities = {
    QuantityFacts{Quantity::rss_loaded, "rss_loaded", Unit::bytes, W::rss_loaded, W::of_rss_loaded},
    QuantityFacts{Quantity::own_loaded, "own_loaded", Unit::bytes, W::own_loaded, W::of_own_loaded},
    QuantityFacts{Quantity::rss_end, "rss_end", Unit::bytes, W::rss_end, W::of_rss_end},
    QuantityFacts{Quantity::own_end, "own_end", Unit::bytes, W::own_end, W::of_own_end},
    QuantityFacts{Quantity::vram_process, "vram_process", Unit::bytes, W::vram_process,
                  W::of_vram_process},
    QuantityFacts{Quantity::vram_device, "vram_device", Unit::bytes, W::vram_device,
                  W::of_vram_device},
    QuantityFacts{Quantity::load, "load_ms", Unit::milliseconds, W::load_time, W::of_load_time},
    QuantityFacts{Quantity::first_reply, "first_reply_ms", Unit::milliseconds, W::first_reply,
                  W::of_first_reply},
    QuantityFacts{Quantity::later_reply, "later_reply_ms", Unit::milliseconds, W::later_reply,
                  W::of_later_reply},
    QuantityFacts{Quantity::prompt_speed, "prompt_tokens_per_s", Unit::per_second, W::prompt_speed,
                  W::of_prompt_speed},
    QuantityFacts{Quantity::reply_speed, "reply_tokens_per_s", Unit::per_second, W::reply_speed,
                  W::of_reply_speed},
};

Figure figure(const Reading& reading) {
  if (!reading) return {{}, reading.missing()};
  return {static_cast<double>((*reading).value), {}};
}

Figure figure(std::optional<double> value, std::string_view key) {
  if (value) return {value, {}};
  return {{}, {Why::not_asked, fmt::format("the run has no {}", key)}};
}

template <class Number>
std::optional<Number> number(std::span<const Note> notes, std::string_view key) {
  return to_number<Number>(last_of(notes, key).value_or(""));
}

std::optional<double> real(std::span<const Note> notes, std::string_view key) {
  return to_real(last_of(notes, key).value_or(""));
}

// The first or the last step that says it.
std::optional<double> first_said(const Run& run, std::string_view key) {
  for (const auto& step : run.steps)
    if (auto said = note(step, key)) return to_real(*said);
  return std::nullopt;
}
std::optional<double> last_said(const Run& run, std::string_view key) {
  for (auto step = run.steps.rbegin(); step != run.steps.rend(); ++step)
    if (auto said = note(*step, key)) return to_real(*said);
  return std::nullopt;
}

const Step* loaded_step(const Run& run) {
  const auto* loaded = find_step(run, steps::kLoaded);
  return loaded != nullptr ? loaded : find_step(run, steps::kLoadedInChat);
}

// The step at which the last reply was there.
const Step* last_reply_step(const Run& run) {
  if (const auto* second = find_step(run, steps::kSecondReply)) return second;
  for (auto step = run.steps.rbegin(); step != run.steps.rend(); ++step)
    if (step->name.starts_with("5 after ")) return &*step;
  return nullptr;
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

class Reader {
 public:
  explicit Reader(const Run& run) : run_(run), notes_(all_notes(run)) {}

  Variant read() {
    variant_.name = printable(last_of(notes_, "comparison.variant").value_or(run_.facts.id), 40);
    variant_.run = &run_;
    settings();
    memory();
    times();
    for (const auto& said : notes_) {
      if (said.key == "gave_up") variant_.gave_up.push_back(printable(said.value));
      if (said.key == "warning") variant_.warnings.push_back(printable(said.value));
    }
    if (run_.end == End{End::How::exited, 0}) return std::move(variant_);
    // The program's last word is why it ended.
    auto warning = last_of(run_.notes, "warning");
    variant_.failure = printable(warning ? std::string(*warning) : describe(run_.end));
    if (warning) variant_.warnings.pop_back();
    return std::move(variant_);
  }

 private:
  void settings() {
    variant_.asked_layers = number<int>(notes_, "model.asked_layers");
    variant_.layers = number<int>(notes_, "model.layers");
    variant_.placed = number<int>(notes_, "model.gpu_layers");
    variant_.ctx = number<std::uint64_t>(notes_, "model.ctx");
    variant_.batch = number<std::uint64_t>(notes_, "model.batch");
    variant_.threads = number<int>(notes_, "model.threads");
    variant_.kv_type = printable(last_of(notes_, "model.kv_type").value_or("?"), 20);
    variant_.mlock = last_of(notes_, "model.mlock") == "1";
    variant_.planning = figure(real(notes_, "plan_ms"), "plan_ms");
  }

  void set(Quantity quantity, Figure figure) {
    variant_.figures[static_cast<std::size_t>(quantity)] = std::move(figure);
  }

  void memory() {
    auto at = [](const Step* step, Reading ProcessMemory::* pick, std::string_view what) -> Figure {
      if (step == nullptr) return {{}, {Why::not_asked, fmt::format("the run has no {}", what)}};
      return figure(step->sample.process.*pick);
    };
    const auto* loaded = loaded_step(run_);
    const auto* end = last_reply_step(run_);
    constexpr auto kLoaded = "step \"model loaded\"";
    constexpr auto kEnd = "step after the last reply";
    set(Quantity::rss_loaded, at(loaded, &ProcessMemory::rss, kLoaded));
    set(Quantity::own_loaded, at(loaded, &ProcessMemory::own, kLoaded));
    set(Quantity::rss_end, at(end, &ProcessMemory::rss, kEnd));
    set(Quantity::own_end, at(end, &ProcessMemory::own, kEnd));
    Missing none{Why::not_asked, fmt::format("the run has no {}", kLoaded)};
    set(Quantity::vram_process,
        loaded ? figure(total_of_process(loaded->sample.cards)) : Figure{{}, none});
    set(Quantity::vram_device,
        loaded ? figure(total_used(loaded->sample.cards)) : Figure{{}, none});
  }

  void times() {
    set(Quantity::load, figure(real(notes_, "load_ms"), "load_ms"));
    auto replies = of_turns(run_, kTurnReply);
    std::optional<double> first;
    std::vector<double> later;
    for (const auto& [turn, ms] : replies) {
      if (turn == 1)
        first = ms;
      else
        later.push_back(ms);
    }
    set(Quantity::first_reply, figure(first, kTurnReply));
    set(Quantity::later_reply, figure(median(std::move(later)), kTurnReply));
    auto speed = [&](auto& said, std::string_view key) { return figure(said(run_, key), key); };
    set(Quantity::prompt_speed, speed(first_said, "prompt_tokens_per_s"));
    set(Quantity::reply_speed, speed(last_said, "reply_tokens_per_s"));
  }

  const Run& run_;
  std::vector<Note> notes_;
  Variant variant_;
};

std::vector<CompareWord> differences(const Variant& a, const Variant& b) {
  std::vector<CompareWord> differs;
  if (a.ctx != b.ctx) differs.push_back(W::context);
  if (a.batch != b.batch) differs.push_back(W::batch);
  if (a.threads != b.threads) differs.push_back(W::threads);
  if (a.kv_type != b.kv_type) differs.push_back(W::kv_type);
  if (a.mlock != b.mlock) differs.push_back(W::mlock);
  return differs;
}

}  // namespace

std::optional<ComparisonKind> comparison_of(const Run& run) {
  auto said = note(run, "comparison");
  for (auto kind : {ComparisonKind::gpu, ComparisonKind::ipc, ComparisonKind::settings})
    if (said == name(kind)) return kind;
  return std::nullopt;
}

RunList runs_of(ComparisonKind kind, std::span<const Run> runs) {
  RunList list;
  for (const auto& run : runs)
    if (comparison_of(run) == kind) list.push_back(&run);
  return list;
}

bool told_together(const Run& run, std::span<const Run> runs) {
  auto kind = comparison_of(run);
  return kind && *kind != ComparisonKind::ipc && runs_of(*kind, runs).size() > 1;
}

std::span<const QuantityFacts> quantities() { return kQuantities; }

Variant variant_of(const Run& run) { return Reader(run).read(); }

std::vector<Variant> variants_of(const RunList& runs) {
  std::vector<Variant> variants;
  variants.reserve(runs.size());
  for (const auto* run : runs) variants.push_back(variant_of(*run));
  return variants;
}

bool any_card(const RunList& runs) {
  return std::ranges::any_of(runs, [](const Run* run) {
    return std::ranges::any_of(run->steps,
                               [](const Step& step) { return !step.sample.cards.list.empty(); });
  });
}

std::vector<Twin> twins(const std::vector<Variant>& variants) {
  std::vector<Twin> found;
  for (auto later = variants.begin(); later != variants.end(); ++later) {
    if (later->placed.value_or(0) < 1) continue;
    const Variant* nearest = nullptr;
    for (auto earlier = variants.begin(); earlier != later; ++earlier) {
      if (earlier->placed != later->placed) continue;
      bool closer = nearest == nullptr ||
                    differences(*earlier, *later).size() < differences(*nearest, *later).size();
      if (closer) nearest = &*earlier;
    }
    if (nearest != nullptr) found.push_back({&*later, nearest, differences(*nearest, *later)});
  }
  return found;
}

std::optional<Spread> spread_of(const std::vector<Variant>& variants, Quantity quantity) {
  std::vector<double> values;
  for (const auto& variant : variants) {
    const auto& figure = variant.figure(quantity);
    if (variant.name == kDefault && figure.value) values.push_back(*figure.value);
  }
  if (values.empty()) return std::nullopt;
  auto [least, most] = std::ranges::minmax(values);
  return Spread{.median = *median(values), .least = least, .most = most, .runs = values.size()};
}

std::optional<Difference> difference_of(const Variant& variant,
                                        const std::vector<Variant>& variants, Quantity quantity) {
  auto spread = spread_of(variants, quantity);
  const auto& figure = variant.figure(quantity);
  if (!spread || !figure.value) return std::nullopt;
  double difference = *figure.value - spread->median;
  return Difference{difference, spread->runs > 1 && std::abs(difference) > spread->width()};
}

}  // namespace tare
