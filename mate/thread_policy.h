// How many threads a decode should use now, on a desktop that belongs to other programs too. Pure:
// it is told what was seen and answers a number.
//
// Why it matters: the threads of one decode wait for each other at a barrier after every operation.
// When one of them has no core, the others wait (or spin) for it, and two threads beside two busy
// programs run at a small fraction of one. So: a thread only where a core is free.
#pragma once

#include <optional>

#include "base/clock.h"

namespace mate {

struct ThreadLimits {
  int usable = 1;  // cores this process may use (affinity); at least 1
  int online = 1;  // cores of the machine, which the count of running tasks is about
  int most = 1;    // what the profile or the user allows
};

// What one look at the machine found. Nothing where it could not be had.
struct LoadSight {
  tare::Instant at;
  std::optional<int> others;            // tasks that run or wait for a core, ours left out
  std::optional<tare::Duration> token;  // what the last token took with the present threads
};

class ThreadPolicy {
 public:
  explicit ThreadPolicy(ThreadLimits limits);

  void see(const LoadSight& sight);
  int threads() const { return threads_; }
  int most() const { return most_; }
  double others() const { return others_; }  // smoothed
  int falls() const { return falls_; }       // times the number went down

 private:
  void smooth(const LoadSight& sight);
  bool slowed(const LoadSight& sight);
  void change(int threads, tare::Instant now);

  ThreadLimits limits_;
  int most_;
  int threads_;
  double others_ = 0;
  int falls_ = 0;
  std::optional<tare::Instant> last_;
  std::optional<tare::Instant> quiet_since_;  // since when more threads would have had a core
  tare::Duration quiet_needed_;
  tare::Instant raised_at_{};
  tare::Duration best_token_ = tare::Duration::max();  // with the present threads
  int slow_tokens_ = 0;
};

}  // namespace mate
