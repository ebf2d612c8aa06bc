#include "core/figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/text.h"

namespace tare {

namespace {

using Pick = Reading ProcessMemory::*;

// A step of a profile's run, or why there is none.
Computed<const Step*> at(const Run* run, std::string_view profile, std::string_view step) {
  if (run == nullptr) return Unknown{Gap::no_run, std::string(profile)};
  const Step* found = find_step(*run, step);
  if (found == nullptr) return Unknown{Gap::no_step, std::string(step)};
  return found;
}

Computed<Bytes> value(const Reading& reading) {
  if (!reading) return Unknown{Gap::no_reading, std::string(name(reading.missing().why))};
  return *reading;
}

Computed<Bytes> read(const Computed<const Step*>& step, Pick pick) {
  if (!step) return step.why();
  return value((*step)->sample.process.*pick);
}

Computed<Bytes> read_vram(const Run* run, const Computed<const Step*>& step) {
  if (!step) return step.why();
  return value(vram((*step)->sample, vram_basis(run->steps.front().sample)));
}

Computed<ByteDelta> less(const Computed<Bytes>& later, const Computed<Bytes>& earlier) {
  if (!later) return later.why();
  if (!earlier) return earlier.why();
  return *later - *earlier;
}
Computed<ByteDelta> less(const Computed<ByteDelta>& a, const Computed<ByteDelta>& b) {
  if (!a) return a.why();
  if (!b) return b.why();
  return *a - *b;
}

struct Between {
  std::string_view from;
  std::string_view to;
};

Computed<ByteDelta> ram_growth(const Run* run, std::string_view profile, Between steps) {
  return less(read(at(run, profile, steps.to), &ProcessMemory::rss),
              read(at(run, profile, steps.from), &ProcessMemory::rss));
}
Computed<ByteDelta> vram_growth(const Run* run, std::string_view profile, Between steps) {
  return less(read_vram(run, at(run, profile, steps.to)),
              read_vram(run, at(run, profile, steps.from)));
}

Computed<double> number(const Run* run, std::string_view profile, std::string_view step,
                        std::string_view key) {
  auto where = at(run, profile, step);
  if (!where) return where.why();
  auto text = note(**where, key);
  auto parsed = text ? to_real(*text) : std::nullopt;
  if (!parsed) return Unknown{Gap::no_note, std::string(key)};
  return *parsed;
}

Computed<ByteDelta> file_bytes(const Run* run) {
  if (run == nullptr) return Unknown{Gap::no_run, "load"};
  auto text = note(*run, "model.bytes");
  auto bytes = text ? to_number<std::int64_t>(*text) : std::nullopt;
  if (!bytes) return Unknown{Gap::no_note, "model.bytes"};
  return ByteDelta{*bytes};
}

std::string_view base_name(std::string_view path) {
  auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Computed<ByteDelta> mapped_model(const Run* run) {
  auto step = at(run, "load", steps::kSecondReply);
  if (!step) return step.why();
  auto file = note(*run, "model.file");
  if (!file) return Unknown{Gap::no_note, "model.file"};
  for (const auto& group : (*step)->mappings)
    if (group.kind == MappingKind::file && base_name(group.name) == base_name(*file))
      return group.rss - Bytes{};
  return ByteDelta{};
}

// Sum of the notes "DEVICE BYTES" of the load: what the engine says it placed on cards.
Computed<ByteDelta> placed(const Run* run) {
  auto step = at(run, "load", steps::kLoaded);
  if (!step) return step.why();
  std::optional<std::int64_t> sum;
  for (const auto& said : (*step)->notes) {
    if (said.key != "model.placed") continue;
    auto blank = said.value.rfind(' ');
    auto bytes = to_number<std::int64_t>(
        std::string_view(said.value).substr(blank == std::string::npos ? 0 : blank + 1));
    if (bytes) sum = sum.value_or(0) + *bytes;
  }
  if (!sum) return Unknown{Gap::no_note, "model.placed"};
  return ByteDelta{*sum};
}

Ratio ratio(RatioKind kind, Computed<ByteDelta> above, Computed<ByteDelta> below,
            std::string_view below_name) {
  Computed<double> value = Unknown{Gap::not_above, std::string(below_name)};
  if (!above)
    value = above.why();
  else if (!below)
    value = below.why();
  else if (below->value > 0)
    value = static_cast<double>(above->value) / static_cast<double>(below->value);
  return {kind, std::move(above), std::move(below), std::move(value)};
}

}  // namespace

ProfileRuns sort_runs(std::span<const Run> runs) {
  ProfileRuns sorted;
  for (const auto& run : runs) {
    if (note(run, "comparison")) continue;
    auto scenario = note(run, "scenario");
    if (scenario == "startup") sorted.startup = &run;
    if (scenario == "conversation") sorted.conversation = &run;
    if (scenario == "load") (note(run, "variant") == "warm" ? sorted.warm : sorted.cold) = &run;
  }
  return sorted;
}

std::optional<std::string_view> note(const Run& run, std::string_view key) {
  for (auto said = run.notes.rbegin(); said != run.notes.rend(); ++said)
    if (said->key == key) return said->value;
  for (auto step = run.steps.rbegin(); step != run.steps.rend(); ++step)
    if (auto found = note(*step, key)) return found;
  return std::nullopt;
}

VramBasis vram_basis(const Sample& first) {
  return total_of_process(first.cards) || !total_used(first.cards) ? VramBasis::process
                                                                   : VramBasis::device;
}

Reading vram(const Sample& sample, VramBasis basis) {
  return basis == VramBasis::process ? total_of_process(sample.cards) : total_used(sample.cards);
}

std::vector<KeyMetric> key_metrics(const ProfileRuns& runs) {
  struct Row {
    Metric metric;
    const Run* run;
    std::string_view profile;
    std::string_view step;
  };
  const std::array rows = {Row{Metric::start, runs.startup, "startup", steps::kConfiguration},
                           Row{Metric::with_qt, runs.startup, "startup", steps::kQt},
                           Row{Metric::with_ai, runs.cold, "load", steps::kLibraries},
                           Row{Metric::model_loaded, runs.cold, "load", steps::kLoaded},
                           Row{Metric::first_reply, runs.cold, "load", steps::kFirstReply},
                           Row{Metric::next_reply, runs.cold, "load", steps::kSecondReply},
                           Row{Metric::unloaded, runs.cold, "load", steps::kUnloadedAfterLoad}};
  std::vector<KeyMetric> metrics;
  for (const auto& row : rows) {
    auto step = at(row.run, row.profile, row.step);
    metrics.push_back({row.metric, row.step, read(step, &ProcessMemory::rss),
                       read(step, &ProcessMemory::own), read_vram(row.run, step)});
  }
  return metrics;
}

std::vector<int> shares(std::span<const ByteDelta> parts) {
  auto whole = std::accumulate(parts.begin(), parts.end(), ByteDelta{});
  std::vector<int> tenths;
  std::vector<double> remainders;
  for (auto part : parts) {
    double exact = 1000 * static_cast<double>(part.value) / static_cast<double>(whole.value);
    tenths.push_back(static_cast<int>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
  }
  // Each floor took less than one tenth away, so fewer tenths are left than there are parts.
  int left = 1000 - std::accumulate(tenths.begin(), tenths.end(), 0);
  for (; left > 0; --left) {
    auto largest = std::ranges::max_element(remainders);
    tenths[static_cast<std::size_t>(largest - remainders.begin())] += 1;
    *largest = -1;
  }
  return tenths;
}

Computed<Overhead> overhead(const ProfileRuns& runs) {
  constexpr std::array kChain = {steps::kBaseline, steps::kLibraries, steps::kLoaded,
                                 steps::kFirstReply, steps::kSecondReply};
  Overhead all{.vram_total = Unknown{},
               .qt = ram_growth(runs.startup, "startup", {steps::kConfiguration, steps::kQt})};
  Computed<Bytes> before = Bytes{};
  Computed<Bytes> vram_before = Bytes{};
  for (std::size_t i = 0; i < kChain.size(); ++i) {
    auto step = at(runs.cold, "load", kChain[i]);
    auto now = read(step, &ProcessMemory::rss);
    if (!now) return now.why();
    auto vram_now = read_vram(runs.cold, step);
    all.rows.push_back({static_cast<Component>(i), *now - *before, less(vram_now, vram_before), 0});
    before = now;
    vram_before = vram_now;
  }
  all.total = *before;
  all.vram_total = vram_before;
  if (all.total == Bytes{}) return Unknown{Gap::not_above, std::string(steps::kSecondReply)};
  std::vector<ByteDelta> parts;
  parts.reserve(all.rows.size());
  for (const auto& row : all.rows) parts.push_back(row.ram);
  auto tenths = shares(parts);
  for (std::size_t i = 0; i < all.rows.size(); ++i) all.rows[i].percent = tenths[i] / 10.0;
  return all;
}

std::vector<Ratio> ratios(const ProfileRuns& runs) {
  auto libraries = ram_growth(runs.cold, "load", {steps::kBaseline, steps::kLibraries});
  auto start = ram_growth(runs.startup, "startup", {steps::kEmpty, steps::kConfiguration});
  auto qt = ram_growth(runs.startup, "startup", {steps::kConfiguration, steps::kQt});
  auto loaded = vram_growth(runs.cold, "load", {steps::kLibraries, steps::kLoaded});
  auto file = file_bytes(runs.cold);
  auto first = ram_growth(runs.cold, "load", {steps::kLoaded, steps::kFirstReply});
  auto next = ram_growth(runs.cold, "load", {steps::kFirstReply, steps::kSecondReply});
  return {ratio(RatioKind::libraries_to_start, libraries, start, steps::kConfiguration),
          ratio(RatioKind::libraries_to_qt, libraries, qt, steps::kQt),
          ratio(RatioKind::vram_to_file, loaded, file, "model.bytes"),
          ratio(RatioKind::vram_to_placed, loaded, placed(runs.cold), "model.placed"),
          ratio(RatioKind::mapped_to_file, mapped_model(runs.cold), file, "model.bytes"),
          ratio(RatioKind::first_to_next, first, next, steps::kSecondReply)};
}

WarmUp warm_up(const ProfileRuns& runs) {
  constexpr Between kLoad = {steps::kLibraries, steps::kLoaded};
  constexpr Between kReply = {steps::kLoaded, steps::kFirstReply};
  auto cold = number(runs.cold, "load", steps::kFirstReply, "first_token_ms");
  auto warm = number(runs.warm, "load", steps::kFirstReply, "first_token_ms");
  Computed<double> saved_ms = Unknown{};
  if (!cold)
    saved_ms = cold.why();
  else if (!warm)
    saved_ms = warm.why();
  else
    saved_ms = *cold - *warm;
  return {less(ram_growth(runs.cold, "load", kReply), ram_growth(runs.warm, "load", kReply)),
          less(ram_growth(runs.warm, "load", kLoad), ram_growth(runs.cold, "load", kLoad)),
          std::move(saved_ms), number(runs.warm, "load", steps::kLoaded, "warm_ms")};
}

}  // namespace tare
