#include "report/page_tiles.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "core/figures.h"

namespace tare {

namespace {

std::string with_unit(const std::string& mib) { return mib + " MiB"; }

std::string in_step(Lang lang, const Step& step) {
  return say(lang, Word::page_in_step, step_label(lang, step.name));
}

// As the page's script writes times.
std::string at_text(double seconds) {
  if (seconds < 600) return fmt::format("{:.2f} s", seconds);
  auto hundredths = std::llround(seconds * 100);
  auto rest = fmt::format("{:02}.{:02}", hundredths / 100 % 60, hundredths % 100);
  auto minutes = hundredths / 6000;
  if (minutes < 60) return fmt::format("{}:{} min", minutes, rest);
  return fmt::format("{}:{:02}:{} h", minutes / 60, minutes % 60, rest);
}

struct Highest {
  double value = -1;
  double at = 0;
};

// Of a sum of curves, over all rows where each of them was read.
Highest highest(const Timeline& line, const std::vector<std::size_t>& curves) {
  Highest found;
  for (std::size_t i = 0; i < line.rows.count() && !curves.empty(); ++i) {
    auto row = line.rows.row(i);
    double sum = 0;
    for (auto curve : curves) sum += row[1 + curve] >= 0 ? row[1 + curve] : kGap;
    if (sum > found.value) found = {sum, row[0]};
  }
  return found;
}

std::vector<std::size_t> curves_of(const Timeline& line, CurveKind kind) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < line.curves.size(); ++i)
    if (line.curves[i].kind == kind) list.push_back(i);
  return list;
}

Bytes bytes_of(double value) { return {static_cast<std::uint64_t>(std::llround(value))}; }

Tile highest_ram(Lang lang, const Run& run, const Timeline& line) {
  Tile tile{std::string(word(lang, Word::page_highest_ram)), "-", {}};
  auto sampled = highest(line, curves_of(line, CurveKind::rss));
  Bytes most = sampled.value >= 0 ? bytes_of(sampled.value) : Bytes{};
  if (sampled.value >= 0) tile.note = at_text(sampled.at);
  bool known = sampled.value >= 0;
  for (const auto& step : run.steps) {
    // The kernel's own peak sees what passed between two samples.
    if (step.peak_in_step && (!known || *step.peak_in_step > most)) {
      most = *step.peak_in_step;
      tile.note = say(lang, Word::page_before_step, step_label(lang, step.name));
      known = true;
    }
  }
  auto there = std::ranges::find_if(run.steps, [&](const Step& step) {
    return known && step.sample.process.rss && *step.sample.process.rss == most;
  });
  if (there != run.steps.end()) tile.note = in_step(lang, *there);
  if (known)
    tile.value = with_unit(mib_text(most));
  else if (!run.steps.empty() && !run.steps.back().sample.process.rss)
    tile.note = reason(lang, run.steps.back().sample.process.rss.missing());
  return tile;
}

Tile largest_rise(Lang lang, const Run& run) {
  Tile tile{std::string(word(lang, Word::page_largest)), "-", {}};
  const Step* before = nullptr;
  std::optional<ByteDelta> most;
  for (const auto& step : run.steps) {
    if (step.part) continue;
    auto rise = before ? difference(step.sample.process.rss, before->sample.process.rss)
                       : std::optional<ByteDelta>{};
    if (rise && (!most || *rise > *most)) {
      most = rise;
      tile.value = with_unit(signed_mib_text(*rise));
      tile.note = in_step(lang, step);
    }
    before = &step;
  }
  return tile;
}

Tile at_the_end(Lang lang, const Run& run) {
  Tile tile{std::string(word(lang, Word::page_end)), "-", {}};
  if (run.steps.empty()) return tile;
  const auto& process = run.steps.back().sample.process;
  tile.note = process.rss ? in_step(lang, run.steps.back()) : reason(lang, process.rss.missing());
  if (process.rss) tile.value = with_unit(mib_text(*process.rss));
  if (process.own) tile.note += ", " + say(lang, Word::page_own_end, mib_text(*process.own));
  return tile;
}

Tile highest_vram(Lang lang, const Run& run, const Timeline& line) {
  Tile tile{std::string(word(lang, Word::page_highest_vram)), "-", {}};
  auto kind = run.steps.empty() || vram_basis(run.steps.front().sample) == VramBasis::process
                  ? CurveKind::process
                  : CurveKind::card;
  auto curves = curves_of(line, kind);
  auto found = highest(line, curves);
  if (found.value >= 0) {
    tile.value = with_unit(mib_text(bytes_of(found.value)));
    tile.note = at_text(found.at);
    auto basis = kind == CurveKind::process ? VramBasis::process : VramBasis::device;
    auto at_step = std::ranges::find_if(run.steps, [&](const Step& step) {
      auto there = vram(step.sample, basis);
      return there && *there == bytes_of(found.value);
    });
    if (at_step != run.steps.end()) tile.note = in_step(lang, *at_step);
  } else {
    // In full it stands below the charts.
    const auto* absent = curves.empty() ? nullptr : &line.curves[curves.front()].absent;
    Missing none = line.no_cards.none.value_or(Missing{Why::no_device, ""});
    tile.note =
        reason(lang, {absent && !absent->empty() ? absent->front().missing.why : none.why, ""});
  }
  return tile;
}

}  // namespace

std::vector<Tile> page_tiles(Lang lang, const Run& run, const Timeline& line) {
  if (line.rows.count() == 0) return {};
  return {highest_ram(lang, run, line), largest_rise(lang, run), at_the_end(lang, run),
          highest_vram(lang, run, line)};
}

}  // namespace tare
