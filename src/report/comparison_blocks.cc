#include "report/comparison_blocks.h"

#include <cmath>

#include "base/text.h"
#include "report/title.h"

namespace tare {

namespace {

void append(std::vector<Block>& blocks, std::vector<Block> more) {
  for (auto& block : more) blocks.push_back(std::move(block));
}

std::string with_title(Lang lang, const Variant& variant, Quantity quantity) {
  for (const auto& facts : quantities()) {
    const auto& figure = variant.figure(quantity);
    if (facts.quantity == quantity && figure.value)
      return fmt::format("{} {}", word(lang, facts.title), figure_text(facts.unit, *figure.value));
  }
  return {};
}

}  // namespace

std::string figure_text(Unit unit, double value) {
  switch (unit) {
    case Unit::bytes:
      return fmt::format("{:.2f}", value / (1 << 20));
    case Unit::milliseconds:
      return fmt::format("{:.3f}", value / 1000);
    case Unit::per_second:
      return fmt::format("{:.1f}", value);
  }
  return {};
}

std::string measured_line(Lang lang, const Run& run) {
  if (comparison_of(run) == ComparisonKind::ipc) {
    std::string text;
    auto figures = ipc_figures(run);
    for (auto state : {"absent", "connected", "slow"})
      if (const auto* times = figures.find(IpcWay::call, state, "set_expression"))
        text +=
            say(lang, CompareWord::measured_ipc, state, fmt::format("{:.2f}", times->median / 1000),
                fmt::format("{:.2f}", times->p99 / 1000)) +
            "\n";
    return text;
  }
  auto variant = variant_of(run);
  if (!variant.failure.empty())
    return say(lang, CompareWord::failed, variant.name, variant.failure) + "\n";
  std::string parts;
  for (auto quantity : {Quantity::rss_end, Quantity::own_end, Quantity::vram_process,
                        Quantity::load, Quantity::first_reply, Quantity::reply_speed}) {
    auto part = with_title(lang, variant, quantity);
    if (!part.empty()) parts.append(parts.empty() ? "" : ", ").append(part);
  }
  auto placed =
      say(lang, CompareWord::of_layers, variant.placed.value_or(0), variant.layers.value_or(0));
  return say(lang, CompareWord::measured, variant.name, placed, parts) + "\n";
}

std::vector<Block> comparison_blocks(Lang lang, std::span<const Run> runs) {
  std::vector<Block> blocks;
  if (auto list = runs_of(ComparisonKind::gpu, runs); list.size() > 1)
    append(blocks, gpu_blocks(lang, list));
  for (const auto* run : runs_of(ComparisonKind::ipc, runs))
    append(blocks, ipc_blocks(lang, ipc_figures(*run)));
  if (auto list = runs_of(ComparisonKind::settings, runs); list.size() > 1)
    append(blocks, settings_blocks(lang, list));
  return blocks;
}

}  // namespace tare
