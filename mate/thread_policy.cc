#include "mate/thread_policy.h"

#include <algorithm>
#include <cmath>

namespace mate {

namespace {

using namespace std::chrono_literals;

// One look counts for this much: five looks in a row (100 ms) that see one more busy program take
// a thread away, the short-lived tasks of an idle desktop (one look in 25 here) do not. Waiting
// that long is cheap: where two threads really collapse, the slow tokens say so sooner.
constexpr double kWeight = 0.15;
constexpr double kFirstWeight = 0.4;       // the first look must see two busy programs at once
constexpr tare::Duration kStale = 500ms;   // after such a pause the old looks say nothing
constexpr tare::Duration kQuiet = 500ms;   // a core has to be free that long before it is taken
constexpr tare::Duration kQuietMost = 8s;  // … or that long, where taking it went wrong before
constexpr tare::Duration kTrial = 1s;      // a fall so soon after a rise means the rise was wrong
constexpr int kSlowFactor = 3;             // a token so many times slower than the best is slow
constexpr int kSlowTokens = 2;             // so many in a row are a fall

}  // namespace

ThreadPolicy::ThreadPolicy(ThreadLimits limits)
    : limits_(limits),
      most_(std::max(1, std::min(limits.usable, limits.most))),
      threads_(most_),
      quiet_needed_(kQuiet) {}

void ThreadPolicy::see(const LoadSight& sight) {
  smooth(sight);
  bool slow = slowed(sight);
  int free_cores = static_cast<int>(std::lround(limits_.online - others_));
  int wanted = std::clamp(free_cores, 1, most_);
  if (slow) wanted = std::min(wanted, std::max(1, threads_ - 1));

  if (wanted < threads_) return change(wanted, sight.at);
  if (wanted == threads_) {
    quiet_since_.reset();
    return;
  }
  if (!quiet_since_) quiet_since_ = sight.at;
  if (sight.at - *quiet_since_ >= quiet_needed_) change(wanted, sight.at);
}

// After a pause the policy begins anew: nobody knows what happened meanwhile.
void ThreadPolicy::smooth(const LoadSight& sight) {
  bool fresh = !last_ || sight.at - *last_ > kStale;
  if (fresh) {
    others_ = 0;
    threads_ = most_;
    quiet_since_.reset();
    best_token_ = tare::Duration::max();
    slow_tokens_ = 0;
  }
  last_ = sight.at;
  if (sight.others) others_ += (fresh ? kFirstWeight : kWeight) * (*sight.others - others_);
}

// The count of running tasks can be blind (a container sees other tasks than it competes with); the
// time of a token never is.
bool ThreadPolicy::slowed(const LoadSight& sight) {
  if (!sight.token || threads_ == 1) return false;
  best_token_ = std::min(best_token_, *sight.token);
  slow_tokens_ = *sight.token > kSlowFactor * best_token_ ? slow_tokens_ + 1 : 0;
  return slow_tokens_ >= kSlowTokens;
}

void ThreadPolicy::change(int threads, tare::Instant now) {
  if (threads < threads_) {
    ++falls_;
    if (now - raised_at_ < kTrial) quiet_needed_ = std::min(2 * quiet_needed_, kQuietMost);
  } else {
    if (now - raised_at_ > 2 * kQuietMost) quiet_needed_ = kQuiet;
    raised_at_ = now;
  }
  threads_ = threads;
  quiet_since_.reset();
  best_token_ = tare::Duration::max();
  slow_tokens_ = 0;
}

}  // namespace mate
