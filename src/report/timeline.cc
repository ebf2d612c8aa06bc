#include "report/timeline.h"

#include <algorithm>

namespace tare {

namespace {

constexpr std::size_t kFixed = 6;       // curves that every run has
constexpr std::size_t kMostCards = 16;  // of a file of unknown origin
constexpr std::size_t kMostReasons = 6;

double bytes_of(Bytes bytes) { return static_cast<double>(bytes.value); }

Rows merged(const Rows& samples, const Rows& marks) {
  std::vector<std::span<const double>> order;
  order.reserve(samples.count() + marks.count());
  for (const auto* rows : {&samples, &marks})
    for (std::size_t i = 0; i < rows->count(); ++i) order.push_back(rows->row(i));
  std::ranges::stable_sort(order, {}, [](auto row) { return row.front(); });
  Rows all{.width = samples.width, .cells = {}};
  all.cells.reserve(order.size() * all.width);
  for (auto row : order) all.cells.insert(all.cells.end(), row.begin(), row.end());
  return all;
}

}  // namespace

TimelineMaker::TimelineMaker(std::size_t buckets)
    : samples_(1 + kFixed, buckets), marks_(1 + kFixed, buckets) {
  for (auto kind : {CurveKind::rss, CurveKind::anon, CurveKind::file, CurveKind::shmem,
                    CurveKind::own, CurveKind::system})
    line_.curves.push_back({.kind = kind, .card = {}, .absent = {}});
}

void TimelineMaker::absent(std::size_t curve, const Missing& missing) {
  auto& reasons = line_.curves[curve].absent;
  auto known = std::ranges::find(reasons, missing, &Absence::missing);
  if (known != reasons.end())
    ++known->moments;
  else if (reasons.size() < kMostReasons)
    reasons.push_back({missing, 1});
}

double TimelineMaker::number(std::size_t curve, const Reading& reading) {
  if (reading) return bytes_of(*reading);
  if (reading.missing().why == Why::not_asked) return kNotAsked;
  absent(curve, reading.missing());
  return kGap;
}

double TimelineMaker::percent(const MachineMemory* machine) {
  if (machine == nullptr) return kNotAsked;
  if (auto used = used_percent(*machine)) return *used;
  const auto& lacking = machine->total ? machine->available : machine->total;
  if (lacking) {
    absent(kFixed - 1, {Why::failed, "MemTotal is 0"});
    return kGap;
  }
  return number(kFixed - 1, lacking);
}

// The place of the card's curve `card`; its curve `process` is the next one. Past the last place:
// one card too many.
std::size_t TimelineMaker::curve_of(const CardMemory& card) {
  auto& curves = line_.curves;
  for (std::size_t i = kFixed; i < curves.size(); i += 2)
    if (curves[i].card.id == card.id) return i;
  auto place = curves.size();
  if (place >= kFixed + 2 * kMostCards) return place;
  for (auto kind : {CurveKind::card, CurveKind::process}) {
    curves.push_back({.kind = kind, .card = card, .absent = {}});
    samples_.widen();
    marks_.widen();
    row_.push_back(kGap);
  }
  return place;
}

void TimelineMaker::put_cards(const Cards& cards) {
  std::vector<bool> seen((line_.curves.size() - kFixed) / 2);
  for (const auto& card : cards.list) {
    auto place = curve_of(card);
    if (place >= line_.curves.size()) continue;
    row_[1 + place] = number(place, card.used);
    row_[2 + place] = number(place + 1, card.process);
    auto index = (place - kFixed) / 2;
    if (index < seen.size()) seen[index] = true;
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i]) continue;
    // A card that was there and is gone.
    Reading gone = cards.none.value_or(Missing{Why::no_device, ""});
    for (auto place : {kFixed + 2 * i, kFixed + 2 * i + 1}) row_[1 + place] = number(place, gone);
  }
  if (cards.none && !line_.no_cards.none) line_.no_cards.none = cards.none;
}

void TimelineMaker::put(Thinner& thinner, Duration at, const ProcessMemory& process,
                        const Reading& own, const MachineMemory* machine, const Cards& cards) {
  row_.assign(1 + line_.curves.size(), kGap);
  row_[0] = seconds(at);
  row_[1] = number(0, process.rss);
  row_[2] = number(1, process.anon);
  row_[3] = number(2, process.file);
  row_[4] = number(3, process.shmem);
  row_[5] = number(4, own);
  row_[6] = percent(machine);
  put_cards(cards);
  thinner.add(row_);
}

void TimelineMaker::add(const Sample& sample) {
  ++line_.samples;
  put(samples_, sample.at, sample.process, sample.process.own, &sample.machine, sample.cards);
}

Timeline TimelineMaker::finish(const Run& run) {
  for (const auto& step : run.steps) {
    const auto& [at, process, machine, cards] = step.sample;
    put(marks_, at, process, process.anon + process.swap, &machine, cards);
  }
  for (const auto& turn : run.turns)
    put(marks_, turn.at, turn.process, turn.process.own, nullptr, turn.cards);
  line_.rows = merged(samples_.rows(), marks_.rows());
  return std::move(line_);
}

Timeline timeline_of(const Run& run) {
  TimelineMaker maker;
  for (const auto& sample : run.samples) maker.add(sample);
  return maker.finish(run);
}

}  // namespace tare
