// A run's samples as curves over time, ready to be plotted: few rows, each one a moment that was
// really read, and every peak and gap among them. Samples come in one by one, so that a run of any
// length takes the same memory. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/run.h"
#include "report/thin.h"

namespace tare {

enum class CurveKind {
  rss,
  anon,
  file,
  shmem,
  own,      // RssAnon + VmSwap at every moment, so that steps don't stick out of samples
  system,   // used RAM of the machine in percent
  card,     // one card's used memory, other programs included
  process,  // what the process holds of that card
};
constexpr std::string_view name(CurveKind kind) {
  switch (kind) {
    case CurveKind::rss:
      return "rss";
    case CurveKind::anon:
      return "anon";
    case CurveKind::file:
      return "file";
    case CurveKind::shmem:
      return "shmem";
    case CurveKind::own:
      return "own";
    case CurveKind::system:
      return "system";
    case CurveKind::card:
      return "card";
    case CurveKind::process:
      return "process";
  }
  return "rss";
}

// Why a curve has gaps, and at how many moments.
struct Absence {
  Missing missing;
  std::uint64_t moments = 0;
};

struct Curve {
  CurveKind kind = CurveKind::rss;
  CardMemory card;              // of `card` and `process`: id, name, kind and total
  std::vector<Absence> absent;  // the first few different reasons
};

struct Timeline {
  std::vector<Curve> curves;
  Rows rows;  // seconds since the begin, then a number for each curve: bytes, or percent
  std::uint64_t samples = 0;  // that came in
  Cards no_cards;             // its `none` says why there are no curves of cards, or not more
};

class TimelineMaker {
 public:
  static constexpr std::size_t kBuckets = 1500;
  explicit TimelineMaker(std::size_t buckets = kBuckets);

  void add(const Sample& sample);
  // With the moments of the run's steps and turns, in order of time.
  Timeline finish(const Run& run);

 private:
  using Numbers = std::vector<double>;
  void put(Thinner& thinner, Duration at, const ProcessMemory& process, const Reading& own,
           const MachineMemory* machine, const Cards& cards);
  double number(std::size_t curve, const Reading& reading);
  double percent(const MachineMemory* machine);
  void absent(std::size_t curve, const Missing& missing);
  void put_cards(const Cards& cards);
  std::size_t curve_of(const CardMemory& card);

  Timeline line_;
  Thinner samples_;
  Thinner marks_;
  Numbers row_;
};

// Of a run that holds its samples.
Timeline timeline_of(const Run& run);

}  // namespace tare
