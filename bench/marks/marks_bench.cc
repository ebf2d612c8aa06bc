// What a mark costs without Tare, what a step costs with it, and what an idle recorder takes.
#include <benchmark/benchmark.h>
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
Run record(std::string verb, std::string count) {
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
  RecordHooks hooks;
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
    auto run = record("steps", std::to_string(kSteps));
    auto lasted = run.steps.back().sample.at - run.steps.front().sample.at;
    state.SetIterationTime(seconds(lasted) / (kSteps - 1));
    std::ranges::nth_element(run.steps, run.steps.begin() + kSteps / 2, {}, &Step::cost);
    state.counters["measuring_us_median"] = seconds(run.steps[kSteps / 2].cost) * 1e6;
  }
}
BENCHMARK(step_of_a_small_process)->UseManualTime()->Iterations(5)->Unit(benchmark::kMicrosecond);

// Recording a program that sleeps, 10 samples a second. Bound: 0.1 % of a core.
void idle_recorder(benchmark::State& state) {
  const char* asked = std::getenv("TARE_BENCH_SECONDS");
  std::string lasts = asked == nullptr ? "20" : asked;
  for (auto _ : state) {
    auto before = cpu_seconds();
    auto run = record("sleep", lasts);
    auto used = cpu_seconds() - before;
    state.SetIterationTime(used);
    state.counters["percent_of_a_core"] = 100 * used / seconds(run.lasted);
    state.counters["samples"] = static_cast<double>(run.cost.samples);
    state.counters["us_per_sample"] = used * 1e6 / static_cast<double>(run.cost.samples);
  }
}
BENCHMARK(idle_recorder)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tare

BENCHMARK_MAIN();
