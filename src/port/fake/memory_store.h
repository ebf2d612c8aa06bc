// The twin of a run file: the run in memory, and when it shall fail.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "port/run_store.h"

namespace tare {

class MemoryStore : public RunStore {
 public:
  Run run;
  bool ended = false;
  int flushes = 0;
  // Asked before each call with its word ("begin", "step", "turn", "sample", "note", "flush",
  // "end"); what it fails with is not kept. Empty: nothing fails.
  std::function<Result<>(std::string_view word)> before;

  Result<> begin(const RunFacts& facts) override {
    return keep("begin", [&] { run.facts = facts; });
  }
  Result<> add(const Step& step) override {
    return keep("step", [&] { run.steps.push_back(step); });
  }
  Result<> add(const Turn& turn) override {
    return keep("turn", [&] { run.turns.push_back(turn); });
  }
  Result<> add(const Sample& sample) override {
    return keep("sample", [&] { run.samples.push_back(sample); });
  }
  Result<> add(const Note& note) override {
    return keep("note", [&] { run.notes.push_back(note); });
  }
  Result<> flush() override {
    return keep("flush", [&] { ++flushes; });
  }
  Result<> end(const End& end, Duration lasted, const Cost& cost) override {
    return keep("end", [&] {
      run.end = end;
      run.lasted = lasted;
      run.cost = cost;
      ended = true;
    });
  }
  Result<Run> read() override { return run; }

 private:
  template <class Keep>
  Result<> keep(std::string_view word, Keep keep) {
    if (before)
      if (auto allowed = before(word); !allowed) return allowed;
    keep();
    return {};
  }
};

}  // namespace tare
