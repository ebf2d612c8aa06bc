// Chooses the threads of every decode from what the machine does (thread_policy.h says how). Reads
// /proc/loadavg and the states of our own threads, at most every 20 ms: about 50 µs each time.
// Threads: one at a time, each with its own Platform.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "mate/thread_policy.h"
#include "port/platform.h"

namespace mate {

// proc_loadavg(5): "0.42 0.31 0.20 2/415 9931" has 2 tasks that run or wait for a core.
std::optional<int> running_tasks(std::string_view loadavg);

// The state letter of a /proc/PID/stat text; the name before it may hold anything.
std::optional<char> task_state(std::string_view stat);

// "0-3,8": how many cores; nothing when it is no such list.
std::optional<int> count_cores(std::string_view list);

// The limits on a machine where this process may use `usable` cores and the load was made for
// `most` threads.
ThreadLimits thread_limits(tare::Platform& platform, int usable, int most);

class ThreadGovernor {
 public:
  // With `fixed`, the limit itself is the answer, always: a user who asks for a number gets it.
  ThreadGovernor(tare::Platform& platform, ThreadLimits limits, bool fixed);

  // How many threads the next decode should use. Called before each one.
  int threads();
  // A reply begins with its prompt, whose decodes take longer than a token's; then tokens come.
  void begin_reply() { writing_ = false; }
  void token_came() { writing_ = true; }

  const ThreadPolicy& policy() const { return policy_; }
  bool fixed() const { return fixed_; }

 private:
  std::optional<int> others();
  int own_running();

  tare::Platform& platform_;
  ThreadPolicy policy_;
  bool fixed_;
  bool writing_ = false;
  std::unique_ptr<tare::TextFile> loadavg_;
  std::optional<tare::Instant> last_decode_;
  std::optional<tare::Instant> last_look_;
};

}  // namespace mate
