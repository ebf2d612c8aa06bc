// What one run of a comparison (tare profile gpu, settings) weighed and took, read from its
// recorded rows and from nothing else. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"
#include "report/compare_words.h"

namespace tare {

enum class ComparisonKind { gpu, ipc, settings };
constexpr std::string_view name(ComparisonKind kind) {
  switch (kind) {
    case ComparisonKind::gpu:
      return "gpu";
    case ComparisonKind::ipc:
      return "ipc";
    case ComparisonKind::settings:
      return "settings";
  }
  return "gpu";
}
// Nothing for an ordinary run.
std::optional<ComparisonKind> comparison_of(const Run& run);

// The runs of that comparison, in their order.
using RunList = std::vector<const Run*>;
RunList runs_of(ComparisonKind kind, std::span<const Run> runs);

// Whether the run is told in a table with others; alone it is told like any other run.
bool told_together(const Run& run, std::span<const Run> runs);

enum class Quantity {
  rss_loaded,
  own_loaded,
  rss_end,  // after the last reply
  own_end,
  vram_process,  // when loaded
  vram_device,
  load,
  first_reply,
  later_reply,  // median of those after the first
  prompt_speed,
  reply_speed,
};
enum class Unit { bytes, milliseconds, per_second };
struct QuantityFacts {
  Quantity quantity;
  std::string_view key;  // of JSON and CSV
  Unit unit;
  CompareWord title;
  CompareWord of;  // in a sentence
};
std::span<const QuantityFacts> quantities();

// A number, or why there is none.
struct Figure {
  std::optional<double> value;
  Missing missing;
};

struct Variant {
  std::string name;
  const Run* run = nullptr;
  std::string failure;  // why the run is not whole; empty: it is
  // Of the load; nothing when it did not come to it.
  std::optional<int> asked_layers;  // -1: all
  std::optional<int> layers;        // the model's
  std::optional<int> placed;        // on cards
  std::optional<std::uint64_t> ctx;
  std::optional<std::uint64_t> batch;
  std::optional<int> threads;
  std::string kv_type;
  bool mlock = false;
  Figure planning;  // ms
  std::array<Figure, 11> figures;
  std::vector<std::string> gave_up;
  std::vector<std::string> warnings;
  const Figure& figure(Quantity quantity) const {
    return figures[static_cast<std::size_t>(quantity)];
  }
};
Variant variant_of(const Run& run);
std::vector<Variant> variants_of(const RunList& runs);

// Whether a card was seen in any of the runs.
bool any_card(const RunList& runs);

// A variant that puts as many layers on cards as an earlier one, at least one.
struct Twin {
  const Variant* variant;
  const Variant* earlier;
  std::vector<CompareWord> differs;  // in ctx, batch, …; empty: the two are the same for this model
};
std::vector<Twin> twins(const std::vector<Variant>& variants);

// What repeated default runs say of one quantity.
struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
  std::size_t runs = 0;
  double width() const { return most - least; }
};
constexpr std::string_view kDefault = "default";
// Makes later runs alike (the model's file is in memory then), and is not compared itself.
constexpr std::string_view kRunIn = "run-in";
// Nothing when no default run has it.
std::optional<Spread> spread_of(const std::vector<Variant>& variants, Quantity quantity);

// A variant's quantity against the defaults' median. With fewer than two defaults nothing is beyond
// the spread, because there is none.
struct Difference {
  double value = 0;
  bool beyond = false;  // the spread
};
std::optional<Difference> difference_of(const Variant& variant,
                                        const std::vector<Variant>& variants, Quantity quantity);

}  // namespace tare
