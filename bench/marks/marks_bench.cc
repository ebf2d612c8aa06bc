// What a mark costs without Tare, what a step costs with it, and what an idle recorder takes.
#include <benchmark/benchmark.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/record_run.h"
#include "linux/linux_platform.h"
#include "linux/linux_program.h"
#include "port/fake/memory_store.h"
#include "tare/marks.hpp"

namespace tare {
namespace {

// The recording of our small program with these arguments, into memory.
Run record(std::string verb, std::string count, RecordHooks& hooks) {
  auto program_path =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "marks_bench_program";
  auto program =
      LinuxProgram::start({.argv = {program_path.string(), std::move(verb), std::move(count)}});
  if (!program) {
    std::fprintf(stderr, "%s\n", program.error().text.c_str());
    std::exit(3);
  }
  LinuxPlatform platform;
  MemoryStore store;
  (void)record_run(platform, {}, **program, store, {}, {}, hooks);
  return std::move(store.run);
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  auto seconds_of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

void mark_without_tare(benchmark::State& state) {
  ::unsetenv("TARE_SOCKET");
  for (auto _ : state) {
    tare_step("a step that nobody records");
    benchmark::ClobberMemory();
  }
}
BENCHMARK(mark_without_tare);

// From one step to the next of a program that does nothing else: the mark, the full measurement of
// a small process, storing it in memory, the answer. Bound: 300 µs.
void step_of_a_small_process(benchmark::State& state) {
  constexpr int kSteps = 2000;
  for (auto _ : state) {
    RecordHooks hooks;
    auto run = record("steps", std::to_string(kSteps), hooks);
    auto lasted = run.steps.back().sample.at - run.steps.front().sample.at;
    state.SetIterationTime(seconds(lasted) / (kSteps - 1));
    std::ranges::nth_element(run.steps, run.steps.begin() + kSteps / 2, {}, &Step::cost);
    state.counters["measuring_us_median"] = seconds(run.steps[kSteps / 2].cost) * 1e6;
  }
}
BENCHMARK(step_of_a_small_process)->UseManualTime()->Iterations(5)->Unit(benchmark::kMicrosecond);

// From the first sample to the last: starting a program is no part of an idle recorder.
struct IdleHooks : RecordHooks {
  void on_sample(const Sample& sample) override {
    last = {cpu_seconds(), sample.at};
    if (samples++ == 0) first = last;
  }
  struct Point {
    double cpu = 0;
    Duration at{};
  };
  Point first;
  Point last;
  int samples = 0;
};

// Recording a program that sleeps, 10 samples a second. Bound: 0.1 % of a core.
void idle_recorder(benchmark::State& state) {
  const char* asked = std::getenv("TARE_BENCH_SECONDS");
  std::string lasts = asked == nullptr ? "20" : asked;
  for (auto _ : state) {
    IdleHooks hooks;
    record("sleep", lasts, hooks);
    auto used = hooks.last.cpu - hooks.first.cpu;
    state.SetIterationTime(used);
    state.counters["percent_of_a_core"] = 100 * used / seconds(hooks.last.at - hooks.first.at);
    state.counters["us_per_sample"] = used * 1e6 / (hooks.samples - 1);
  }
}
BENCHMARK(idle_recorder)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

// The floor under it: a process that wakes as often and does nothing. What waking costs is the
// machine's: it counts as the process's own time.
void idle_waking(benchmark::State& state) {
  constexpr int kWakes = 50;
  for (auto _ : state) {
    auto before = cpu_seconds();
    for (int i = 0; i < kWakes; ++i) ::poll(nullptr, 0, 100);
    auto used = cpu_seconds() - before;
    state.SetIterationTime(used);
    state.counters["percent_of_a_core"] = 100 * used / (kWakes * 0.1);
  }
}
BENCHMARK(idle_waking)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tare

BENCHMARK_MAIN();
