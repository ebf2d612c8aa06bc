// What keeping a run costs: a step's commit, a sample, and the size of the file.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "sqlite/run_file.h"
#include "sqlite/sample_run.h"
#include "sqlite/test_folder.h"

namespace tare {
namespace {

// A step as the kernel tells it of a program with `groups` mapped files.
Step step_with(std::int64_t groups, std::int64_t number) {
  auto step = sample_step();
  step.sample.at = std::chrono::milliseconds(number);
  step.mappings.clear();
  for (std::int64_t i = 0; i < groups; ++i) {
    MappingGroup group{.name = "/usr/lib/x86_64-linux-gnu/libsomething" + std::to_string(i) + ".so",
                       .kind = MappingKind::file,
                       .count = 5};
    group.size = kib(200 + static_cast<std::uint64_t>(i));
    group.rss = kib(100 + static_cast<std::uint64_t>(i + number));
    group.pss = kib(50 + static_cast<std::uint64_t>(i + number));
    group.private_dirty = kib(8 + static_cast<std::uint64_t>(i));
    step.mappings.push_back(group);
  }
  return step;
}

std::unique_ptr<RunFile> begun(const TestFolder& folder) {
  auto file = RunFile::create(folder / "run.tare");
  (void)(*file)->begin(sample_run().facts);
  return std::move(*file);
}

void StepCommit(benchmark::State& state) {
  TestFolder folder;
  auto file = begun(folder);
  std::int64_t number = 0;
  while (state.KeepRunning()) {
    state.PauseTiming();
    auto step = step_with(state.range(0), ++number);
    state.ResumeTiming();
    if (!file->add(step)) state.SkipWithError("not stored");
  }
}
BENCHMARK(StepCommit)->Arg(20)->Arg(150)->Unit(benchmark::kMicrosecond);

void TurnCommit(benchmark::State& state) {
  TestFolder folder;
  auto file = begun(folder);
  auto turn = sample_run().turns[0];
  while (state.KeepRunning())
    if (!file->add(turn)) state.SkipWithError("not stored");
}
BENCHMARK(TurnCommit)->Unit(benchmark::kMicrosecond);

// At 10 Hz: ten to a commit, as an idle recorder writes them.
void SampleStored(benchmark::State& state) {
  TestFolder folder;
  auto file = begun(folder);
  std::int64_t number = 0;
  while (state.KeepRunning())
    if (!file->add(sample_of(++number * 100'000'000, 163 << 20))) state.SkipWithError("not stored");
}
BENCHMARK(SampleStored)->Unit(benchmark::kMicrosecond);

// The file of a long run: 100 steps of 150 groups, 1000 turns, 10,000 samples.
void LongRun(benchmark::State& state) {
  while (state.KeepRunning()) {
    TestFolder folder;
    auto file = begun(folder);
    bool stored = true;
    for (int i = 0; i < 100; ++i) stored = stored && file->add(step_with(150, i));
    for (int i = 0; i < 1000; ++i) stored = stored && file->add(sample_run().turns[0]);
    for (int i = 0; i < 10000; ++i) stored = stored && file->add(sample_of(i * 100'000'000L, 1));
    auto run = sample_run();
    stored = stored && file->end(run.end, run.lasted, run.cost);
    if (!stored) state.SkipWithError("not stored");
    state.counters["file_KiB"] =
        static_cast<double>(std::filesystem::file_size(folder / "run.tare")) / 1024;
  }
}
BENCHMARK(LongRun)->Unit(benchmark::kMillisecond);

void LongRunRead(benchmark::State& state) {
  TestFolder folder;
  auto file = begun(folder);
  for (int i = 0; i < 100; ++i) (void)file->add(step_with(150, i));
  for (int i = 0; i < 1000; ++i) (void)file->add(sample_run().turns[0]);
  for (int i = 0; i < 10000; ++i) (void)file->add(sample_of(i * 100'000'000L, 1));
  while (state.KeepRunning())
    if (!file->read()) state.SkipWithError("not read");
}
BENCHMARK(LongRunRead)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tare
