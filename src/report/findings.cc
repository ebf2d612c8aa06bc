#include "report/findings.h"

#include <map>
#include <utility>

#include "base/text.h"
#include "core/growth.h"
#include "report/gaps.h"

namespace tare {

namespace {

Word word_of(Metric metric) {
  switch (metric) {
    case Metric::start:
      return Word::metric_start;
    case Metric::with_qt:
      return Word::metric_with_qt;
    case Metric::with_ai:
      return Word::metric_with_ai;
    case Metric::model_loaded:
      return Word::metric_loaded;
    case Metric::first_reply:
      return Word::metric_first;
    case Metric::next_reply:
      return Word::metric_next;
    case Metric::unloaded:
      return Word::metric_unloaded;
  }
  return Word::metric_start;
}

Word word_of(Component component) {
  switch (component) {
    case Component::process:
      return Word::part_process;
    case Component::libraries:
      return Word::part_libraries;
    case Component::model:
      return Word::part_model;
    case Component::first_reply:
      return Word::part_first;
    case Component::next_reply:
      return Word::part_next;
  }
  return Word::part_process;
}

Word word_of(RatioKind kind) {
  switch (kind) {
    case RatioKind::libraries_to_start:
      return Word::ratio_libraries_start;
    case RatioKind::libraries_to_qt:
      return Word::ratio_libraries_qt;
    case RatioKind::vram_to_file:
      return Word::ratio_vram_file;
    case RatioKind::vram_to_placed:
      return Word::ratio_vram_placed;
    case RatioKind::mapped_to_file:
      return Word::ratio_mapped_file;
    case RatioKind::first_to_next:
      return Word::ratio_first_next;
  }
  return Word::ratio_first_next;
}

std::string in_mib_text(ByteDelta delta) { return fmt::format("{:.2f}", in_mib(delta)); }

Block metrics_block(Lang lang, const ProfileRuns& runs) {
  Block block{.finding = Finding::metrics,
              .title = std::string(word(lang, Word::key_metrics)),
              .ends_with_text = true};
  for (auto title : {Word::metric, Word::col_ram, Word::col_own, Word::col_vram, Word::col_step})
    block.header.emplace_back(word(lang, title));
  NotComputed gaps(lang);
  for (const auto& metric : key_metrics(runs)) {
    auto name = word(lang, word_of(metric.metric));
    if (!metric.ram) {
      gaps.add(name, metric.ram.why());
      continue;
    }
    auto size = [&](const Computed<Bytes>& value, Word column) {
      if (value) return mib_text(*value);
      gaps.add(word(lang, column), value.why());
      return std::string("-");
    };
    block.rows.push_back({std::string(name), mib_text(*metric.ram), size(metric.own, Word::col_own),
                          size(metric.vram, Word::col_vram), step_label(lang, metric.step)});
  }
  gaps.tell(block.lines);
  return block;
}

bool foreign_vram(const Run& run) {
  return vram_basis(run.steps.front().sample) == VramBasis::device;
}

Block overhead_block(Lang lang, const ProfileRuns& runs) {
  Block block{.finding = Finding::overhead, .title = std::string(word(lang, Word::overhead_title))};
  auto all = overhead(runs);
  NotComputed gaps(lang);
  if (!all) {
    gaps.add(word(lang, Word::total), all.why());
    gaps.tell(block.lines);
    return block;
  }
  for (auto title : {Word::component, Word::col_ram, Word::col_vram, Word::share})
    block.header.emplace_back(word(lang, title));
  for (const auto& row : all->rows) {
    bool whole = row.component == Component::process;
    auto signed_text = [&](ByteDelta d) { return whole ? in_mib_text(d) : signed_mib_text(d); };
    if (!row.vram) gaps.add(word(lang, Word::col_vram), row.vram.why());
    block.rows.push_back({std::string(word(lang, word_of(row.component))), signed_text(row.ram),
                          row.vram ? signed_text(*row.vram) : "-",
                          fmt::format("{:.1f}", row.percent)});
  }
  block.rows.push_back({std::string(word(lang, Word::total)), mib_text(all->total),
                        all->vram_total ? mib_text(*all->vram_total) : "-", "100.0"});
  if (all->vram_total && foreign_vram(*runs.cold))
    block.lines.emplace_back(word(lang, Word::vram_others));
  if (all->qt)
    block.lines.push_back(say(lang, Word::qt_apart, signed_mib_text(*all->qt)));
  else
    gaps.add("Qt", all->qt.why());
  gaps.tell(block.lines);
  return block;
}

Block ratios_block(Lang lang, const ProfileRuns& runs) {
  Block block{.finding = Finding::ratios, .title = std::string(word(lang, Word::ratios_title))};
  NotComputed gaps(lang);
  for (const auto& ratio : ratios(runs)) {
    auto name = word(lang, word_of(ratio.kind));
    if (ratio.value)
      block.lines.push_back(say(lang, Word::ratio_value, name, in_mib_text(*ratio.above),
                                in_mib_text(*ratio.below), *ratio.value));
    else if (ratio.above && ratio.below)
      block.lines.push_back(say(lang, Word::ratio_undefined, name, in_mib_text(*ratio.above),
                                in_mib_text(*ratio.below)));
    else
      gaps.add(name, ratio.value.why());
  }
  gaps.tell(block.lines);
  return block;
}

Block warm_block(Lang lang, const ProfileRuns& runs) {
  Block block{.finding = Finding::warm_up};
  auto moved = warm_up(runs);
  if (!moved.saved) {
    NotComputed gaps(lang);
    gaps.add(word(lang, Word::warm), moved.saved.why());
    gaps.tell(block.lines);
    return block;
  }
  auto bytes = in_mib_text(*moved.saved);
  std::string text;
  if (!moved.saved_ms)
    text = say(lang, Word::warm_moves_bytes, bytes);
  else if (moved.saved->value <= 0 && *moved.saved_ms <= 0)
    text = say(lang, Word::warm_saves_nothing, bytes, *moved.saved_ms / 1000);
  else
    text = say(lang, Word::warm_moves, bytes, *moved.saved_ms / 1000);
  if (moved.added && moved.warming_ms)
    text += say(lang, Word::warm_costs, in_mib_text(*moved.added), *moved.warming_ms / 1000);
  block.lines.push_back(text);
  return block;
}

std::string fall_text(Lang lang, const Fall& fall) {
  auto less = [](ByteDelta d) { return in_mib_text(ByteDelta{} - d); };
  bool kept = fall.kind == FallKind::reclaimed || fall.kind == FallKind::swapped;
  auto own = kept ? signed_mib_text(fall.own) : less(fall.own);
  auto sentence = [&](Word pattern) {
    return say(lang, pattern, fall.from_message, fall.to_message, less(fall.rss), own);
  };
  switch (fall.kind) {
    case FallKind::freed:
      return sentence(Word::fall_freed);
    case FallKind::reclaimed:
      return sentence(Word::fall_reclaimed);
    case FallKind::swapped:
      return sentence(Word::fall_swapped);
    case FallKind::mixed:
      return sentence(Word::fall_mixed);
  }
  return {};
}

Block growth_block(Lang lang, const ProfileRuns& runs) {
  Block block{.finding = Finding::growth, .title = std::string(word(lang, Word::growth_title))};
  NotComputed gaps(lang);
  auto grown = growth(runs);
  if (!grown) {
    gaps.add(word(lang, Word::growth_title), grown.why());
    gaps.tell(block.lines);
    return block;
  }
  std::string text;
  auto also = [&](Word pattern, const Computed<ByteDelta>& change, Word column) {
    if (change)
      text.append(text.empty() ? "" : ", ").append(say(lang, pattern, signed_mib_text(*change)));
    else
      gaps.add(word(lang, column), change.why());
  };
  if (grown->own)
    text = say(lang, Word::growth_own, grown->from_message, grown->to_message,
               signed_mib_text(*grown->own), *grown->own_per_message / 1024);
  else
    gaps.add(word(lang, Word::col_own), grown->own.why());
  also(Word::growth_rss, grown->rss, Word::col_ram);
  also(Word::growth_vram, grown->vram, Word::col_vram);
  if (!text.empty()) block.lines.push_back(text + ".");
  for (const auto& fall : grown->falls) block.lines.push_back(fall_text(lang, fall));
  block.lines.push_back(say(lang, Word::no_verdict, grown->rows, grown->turns));
  gaps.tell(block.lines);
  return block;
}

}  // namespace

std::vector<Block> findings(Lang lang, const ProfileRuns& runs) {
  std::vector<Block> blocks;
  if (runs.cold != nullptr && runs.warm != nullptr) blocks.push_back(warm_block(lang, runs));
  if (runs.cold != nullptr || runs.startup != nullptr) blocks.push_back(metrics_block(lang, runs));
  if (runs.cold != nullptr) {
    blocks.push_back(overhead_block(lang, runs));
    blocks.push_back(ratios_block(lang, runs));
  }
  if (runs.conversation != nullptr) blocks.push_back(growth_block(lang, runs));
  return blocks;
}

}  // namespace tare
