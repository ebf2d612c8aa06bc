// What measuring costs, beside the bare reading of the same files. Names that belong together:
//   process_sample / process_bare             bound 1.5
//   machine_sample / machine_bare             bound 1.5
//   step/500MiB / smaps_bare/500MiB           bound 1.3
//   step/small                                bound 0.3 ms
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "linux/linux_platform.h"
#include "probe/machine_probe.h"
#include "probe/process_probe.h"
#include "subject.h"

namespace tare::bench {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

UniqueFd open_file(const std::string& path) {
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

void bare(benchmark::State& state, const std::vector<std::string>& paths) {
  std::vector<UniqueFd> files;
  files.reserve(paths.size());
  for (const auto& path : paths) files.push_back(open_file(path));
  std::array<char, 8192> buffer;
  while (state.KeepRunning())
    for (const auto& file : files)
      benchmark::DoNotOptimize(::pread(file.get(), buffer.data(), buffer.size(), 0));
}

std::string proc(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

void process_bare(benchmark::State& state) {
  Subject subject(kMiB);
  bare(state, {proc(subject.pid(), "status"), proc(subject.pid(), "stat")});
}
BENCHMARK(process_bare);

void process_sample(benchmark::State& state) {
  Subject subject(kMiB);
  LinuxPlatform platform;
  auto probe = ProcessProbe::open(platform, subject.pid());
  while (state.KeepRunning()) benchmark::DoNotOptimize(probe->sample());
}
BENCHMARK(process_sample);

void machine_bare(benchmark::State& state) {
  bare(state, {"/proc/meminfo", "/proc/pressure/memory"});
}
BENCHMARK(machine_bare);

void machine_sample(benchmark::State& state) {
  LinuxPlatform platform;
  MachineProbe probe(platform);
  while (state.KeepRunning()) benchmark::DoNotOptimize(probe.read());
}
BENCHMARK(machine_sample);

void smaps_bare(benchmark::State& state, std::size_t size, int mappings) {
  Subject subject(size, mappings);
  std::vector<char> buffer(std::size_t{64} << 10);
  while (state.KeepRunning()) {
    auto file = open_file(proc(subject.pid(), "smaps"));
    while (::read(file.get(), buffer.data(), buffer.size()) > 0) {
    }
  }
}
BENCHMARK_CAPTURE(smaps_bare, 500MiB, 500 * kMiB, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(smaps_bare, small, kMiB, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(smaps_bare, 40000_mappings, kMiB, 40000)->Unit(benchmark::kMillisecond);

void step(benchmark::State& state, std::size_t size, int mappings) {
  Subject subject(size, mappings);
  LinuxPlatform platform;
  auto probe = ProcessProbe::open(platform, subject.pid());
  while (state.KeepRunning()) benchmark::DoNotOptimize(probe->step());
}
BENCHMARK_CAPTURE(step, 500MiB, 500 * kMiB, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step, small, kMiB, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step, 40000_mappings, kMiB, 40000)->Unit(benchmark::kMillisecond);

// At each step too: reading the peak and beginning a new one.
void take_peak(benchmark::State& state) {
  Subject subject(500 * kMiB);
  LinuxPlatform platform;
  auto probe = ProcessProbe::open(platform, subject.pid());
  while (state.KeepRunning()) benchmark::DoNotOptimize(probe->take_peak());
}
BENCHMARK(take_peak);

}  // namespace
}  // namespace tare::bench
