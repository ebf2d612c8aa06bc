// The twin of a program under test: a script of what it says and when. Whoever waits for it moves
// the test's clock, so a recording of an hour is a unit test.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "port/program.h"

namespace tare {

class ScriptedProgram : public Program {
 public:
  // `time` is the clock that next() moves: FakePlatform::time.
  explicit ScriptedProgram(Instant& time, pid_t pid = 4242)
      : time_(time), begin_(time), pid_(pid) {}

  // The script, in order of time; `at` counts from the twin's making. A mark gets the next
  // caller's id: 1, 2, …
  ScriptedProgram& says(Duration at, decltype(Mark::what) what);
  ScriptedProgram& then(Duration at, Event event);
  ScriptedProgram& ends(Duration at, End end) { return then(at, Ended{end}); }

  std::set<int> gives_up;        // ids of callers that stop waiting though the program lives
  std::set<int> gone;            // ids of callers whose answer does not arrive
  std::optional<Duration> dies;  // after stop(): when, by SIGTERM; nothing: at `grace`, by SIGKILL
  std::function<void(const Caller&)> on_answer;  // may be empty

  std::vector<int> answered;    // ids, in order
  std::vector<Duration> stops;  // the graces of stop(), in order

  pid_t pid() const override { return pid_; }
  Event next(Instant deadline) override;
  bool gave_up(const Caller& caller) override { return gives_up.contains(caller.id); }
  bool answer(const Caller& caller) override;
  void stop(Duration grace) override;

 private:
  struct Line {
    Instant at;
    Event event;
  };

  Instant& time_;
  Instant begin_;
  pid_t pid_;
  int last_id_ = 0;
  bool ended_ = false;
  std::deque<Line> script_;
};

}  // namespace tare
