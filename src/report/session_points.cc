#include "report/session_points.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "core/growth.h"
#include "report/title.h"

namespace tare {

namespace {

using S = SessionWord;

// Growth of own bytes in the load without warm-up.
Computed<double> own_growth(const Session& session, std::string_view from, std::string_view to) {
  const Run* run = session.profiles.cold;
  if (run == nullptr) return Unknown{Gap::no_run, "load"};
  const Step* before = find_step(*run, from);
  const Step* after = find_step(*run, to);
  if (before == nullptr || after == nullptr)
    return Unknown{Gap::no_step, std::string(before == nullptr ? from : to)};
  const auto& now = after->sample.process.own;
  const auto& then = before->sample.process.own;
  if (auto delta = difference(now, then)) return in_mib(*delta);
  return Unknown{Gap::no_reading, std::string(name((now ? then : now).missing().why))};
}

Computed<double> first_token(const Session& session) {
  const Run* run = session.profiles.cold;
  if (run == nullptr) return Unknown{Gap::no_run, "load"};
  const Step* step = find_step(*run, steps::kFirstReply);
  if (step == nullptr) return Unknown{Gap::no_step, std::string(steps::kFirstReply)};
  auto said = note(*step, "first_token_ms");
  auto number = said ? to_real(*said) : std::nullopt;
  if (!number) return Unknown{Gap::no_note, "first_token_ms"};
  return *number;
}

Computed<double> growth_per_message(const Session& session) {
  auto grown = growth(session.profiles);
  if (!grown) return grown.why();
  if (!grown->own_per_message) return grown->own_per_message.why();
  return *grown->own_per_message / 1024;
}

// RSS that fell during the conversation while own bytes did not: nothing was freed.
Computed<double> reclaimed(const Session& session) {
  auto grown = growth(session.profiles);
  if (!grown) return grown.why();
  ByteDelta fell;
  for (const auto& fall : grown->falls)
    if (fall.kind == FallKind::reclaimed || fall.kind == FallKind::swapped) fell = fell - fall.rss;
  return in_mib(fell);
}

Computed<double> vram_over_file(const Session& session) {
  for (const auto& ratio : ratios(session.profiles))
    if (ratio.kind == RatioKind::vram_to_file) {
      if (!ratio.value) return ratio.value.why();
      return 100 * (*ratio.value - 1);
    }
  return Unknown{Gap::no_run, "load"};
}

// The largest of what `of` says for any step of any run.
template <class Of>
Computed<double> highest(const Session& session, Why without, Of of) {
  std::optional<double> most;
  for (const auto& run : session.runs)
    for (const auto& step : run.steps)
      if (std::optional<double> value = of(step)) most = std::max(most.value_or(*value), *value);
  if (!most) return Unknown{Gap::no_reading, std::string(name(without))};
  return *most;
}

std::optional<double> fullest_card(const Step& step) {
  std::optional<double> most;
  for (const auto& card : step.sample.cards.list) {
    if (!card.used || !card.total || *card.total == Bytes{}) continue;
    most = std::max(most.value_or(0), 100 * in_mib(*card.used) / in_mib(*card.total));
  }
  return most;
}

std::optional<double> size_of(const Reading& reading) {
  return reading ? std::optional(in_mib(*reading)) : std::nullopt;
}

template <class Is>
double count(const Session& session, Is is) {
  std::size_t found = 0;
  for (const auto& run : session.runs) found += is(run);
  return static_cast<double>(found);
}

std::size_t late_steps(const Run& run) {
  return static_cast<std::size_t>(std::ranges::count_if(run.steps, &Step::late));
}
std::size_t given_up(const Run& run) {
  auto notes = all_notes(run);
  return static_cast<std::size_t>(std::ranges::count(notes, "gave_up", &Note::key));
}
std::size_t unfinished(const Run& run) { return run.end == End{End::How::exited, 0} ? 0 : 1; }

class Points {
 public:
  void add(AttentionPoint point, const Computed<double>& value) {
    if (!value) {
      all.not_judged.push_back({point.title, value.why()});
      return;
    }
    point.value = *value;
    all.points.push_back(point);
  }
  Attention all;
};

void load_points(const Session& session, Points& points) {
  points.add({S::point_first_own, S::counter_first_own, S::in_mib, 0, 32, 256, Measure::warm_up},
             own_growth(session, steps::kLoaded, steps::kFirstReply));
  points.add(
      {S::point_first_token, S::counter_first_token, S::in_ms, 0, 1000, 3000, Measure::warm_up},
      first_token(session));
  points.add({S::point_next_own, S::counter_next_own, S::in_mib, 0, 1, 16, Measure::find_keeper},
             own_growth(session, steps::kFirstReply, steps::kSecondReply));
  points.add({S::point_left, S::counter_left, S::in_mib, 0, 8, 64, Measure::find_keeper},
             own_growth(session, steps::kLibraries, steps::kUnloadedAfterLoad));
  points.add({S::point_over_file, S::counter_over_file, S::in_percent, 0, 50, 150,
              Measure::smaller_context},
             vram_over_file(session));
}

void conversation_points(const Session& session, Points& points) {
  points.add({S::point_growth, S::counter_growth, S::in_kib, 0, 16, 256, Measure::find_keeper},
             growth_per_message(session));
  points.add(
      {S::point_reclaimed, S::counter_reclaimed, S::in_mib, 0, 1, 256, Measure::relieve_machine},
      reclaimed(session));
}

void machine_points(const Session& session, Points& points) {
  points.add({S::point_card, S::counter_card, S::in_percent, 0, 90, 98, Measure::fewer_layers},
             highest(session, Why::no_device, fullest_card));
  // The first threshold is the one at which the seed wanted an alert.
  points.add({S::point_ram, S::counter_ram, S::in_mib, 0, 1024, 4096, Measure::relieve_machine},
             highest(session, Why::not_asked,
                     [](const Step& step) { return size_of(step.peak_in_step); }));
  points.add(
      {S::point_machine, S::counter_machine, S::in_percent, 0, 80, 95, Measure::relieve_machine},
      highest(session, Why::not_asked,
              [](const Step& step) { return used_percent(step.sample.machine); }));
  points.add({S::point_swap, S::counter_swap, S::in_mib, 0, 1, 64, Measure::relieve_machine},
             highest(session, Why::not_asked,
                     [](const Step& step) { return size_of(step.sample.process.swap); }));
}

void run_points(const Session& session, Points& points) {
  points.add({S::point_gave_up, S::counter_gave_up, S::in_number, 0, 1, 3, Measure::fewer_layers},
             count(session, given_up));
  points.add({S::point_late, S::counter_late, S::in_number, 0, 1, 5, Measure::repeat},
             count(session, late_steps));
  points.add({S::point_unfinished, S::counter_unfinished, S::in_number, 0, 1, 1, Measure::repeat},
             count(session, unfinished));
}

}  // namespace

Attention attention(const Session& session) {
  Points points;
  load_points(session, points);
  conversation_points(session, points);
  machine_points(session, points);
  run_points(session, points);
  std::ranges::stable_sort(points.all.points, {}, &AttentionPoint::level);
  return std::move(points.all);
}

}  // namespace tare
