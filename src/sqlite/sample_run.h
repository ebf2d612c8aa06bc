// For tests: a run that uses everything a file of format 1 can hold. The stored file
// format-1.tare was made from it, so its values stay as they are.
#pragma once

#include <chrono>

#include "core/run.h"
#include "port/run_store.h"

namespace tare {

inline ProcessMemory sample_process(std::uint64_t rss) {
  ProcessMemory memory;
  memory.rss = Bytes{rss};
  memory.anon = Bytes{rss / 2 + 1};
  memory.file = Bytes{rss / 4 + 2};
  memory.shmem = Bytes{};  // zero, and not missing
  memory.swap = Missing{Why::not_supported, "no VmSwap in this kernel"};
  memory.locked = Bytes{4096};
  memory.peak = Bytes{rss + 3};
  memory.page_tables = Missing{Why::not_permitted, ""};
  memory.own = Bytes{rss / 2 + 5};
  memory.minor_faults = 123456789012345;
  return memory;
}

inline Cards sample_cards(std::uint64_t used) {
  CardMemory nvidia{.id = "GPU-1", .name = "A card", .kind = CardKind::nvidia, .total = gib(6)};
  nvidia.used = Bytes{used};
  nvidia.process = Missing{Why::not_supported, "WSL2: no process list"};
  CardMemory stand_in{.id = "stand-in:0", .name = "stand-in card", .kind = CardKind::stand_in};
  stand_in.total = gib(2);
  stand_in.used = Bytes{used / 2};
  stand_in.process = Bytes{used / 2};
  return {.list = {nvidia, stand_in}, .none = Missing{Why::no_device, "no amdgpu"}};
}

inline Sample sample_of(std::int64_t at_ns, std::uint64_t rss) {
  Sample sample{.at = std::chrono::nanoseconds(at_ns), .process = sample_process(rss)};
  sample.machine.total = gib(16);
  sample.machine.available = gib(4);
  sample.machine.swap_total = Missing{Why::no_limit, "détail, 2e 'ligne'\n"};
  sample.machine.swap_free = Missing{Why::process_gone, "gone"};
  sample.machine.pressure_some_avg10 = 0.1;
  sample.cards.none = Missing{Why::no_device, "no NVIDIA driver: libnvidia-ml.so.1 not found"};
  return sample;
}

inline Step sample_step() {
  Step step{.name = "3 model loaded", .part = true, .late = true};
  step.sample = sample_of(2'000'000'001, 163 << 20);
  step.sample.process.uss = mib(100);
  step.sample.process.pss = mib(120);
  step.sample.process.smaps_rss = mib(163);
  step.sample.process.major_faults = 0;
  step.sample.machine.pressure_full_avg10 = 99.99;
  step.sample.cards = sample_cards(5'000'000'000);
  step.peak_in_step = Missing{Why::failed, "clear_refs: Permission denied"};
  for (auto kind : {MappingKind::file, MappingKind::heap, MappingKind::stack,
                    MappingKind::anonymous, MappingKind::shared_memory, MappingKind::kernel}) {
    MappingGroup group{.name = "/lib/" + std::string(name(kind)), .kind = kind, .count = 7};
    group.size = mib(64);
    group.rss = Bytes{1};
    group.pss = Bytes{2};
    group.private_clean = Bytes{3};
    group.private_dirty = Bytes{4};
    group.shared = Bytes{5};
    group.swap = Bytes{6};
    group.locked = Bytes{(std::uint64_t{1} << 63) - 1};
    step.mappings.push_back(group);
  }
  step.declared = {{"KV cache", "stand-in:0", Missing{Why::not_asked, "not resident"}, mib(45)},
                   {"model weights", "", mib(93), Missing{}}};
  step.notes = {{"messages", "1"}, {"messages", "2"}, {"", ""}};
  step.cost = std::chrono::nanoseconds(7'200'001);
  return step;
}

inline Run sample_run() {
  Run run;
  run.facts = {.id = "2025-01-02T03-04-05-desktop-mate",
               .argv = {"desktop-mate", "", "--model=\xC3\xA9t\xC3\xA9.gguf"},
               .pid = 4242,
               .started = "2025-01-02T03:04:05Z",
               .tare_version = "0.1.0",
               .host = {{"kernel", "6.1.0"}, {"cpu", "A CPU"}, {"kernel", "twice"}}};
  Step first{.name = "1 baseline", .sample = sample_of(1'000'000, 3 << 20)};
  first.peak_in_step = Bytes{4 << 20};
  run.steps = {first, sample_step()};
  run.turns = {{.number = 1,
                .at = std::chrono::milliseconds(2500),
                .prompt_tokens = 21,
                .reply_tokens = 32,
                .process = sample_process(170 << 20),
                .cards = sample_cards(77)},
               {.number = 2, .at = std::chrono::seconds(3)}};
  for (std::int64_t i = 0; i < 5; ++i)
    run.samples.push_back(sample_of(i * 100'000'000, static_cast<std::uint64_t>(i) << 20));
  run.samples.push_back({});
  run.notes = {{"warning", "the machine swaps"}, {"gave_up", "8 layers"}};
  run.end = {End::How::signalled, 9};
  run.lasted = std::chrono::nanoseconds(3'141'592'653);
  run.cost = {.samples = 6,
              .recorder_cpu = std::chrono::microseconds(1234),
              .recorder_rss = Missing{Why::not_permitted, "self"}};
  return run;
}

// Adds everything but the end.
inline Result<> store_parts(RunStore& store, const Run& run) {
  auto done = store.begin(run.facts);
  for (const auto& step : run.steps)
    if (done) done = store.add(step);
  for (const auto& turn : run.turns)
    if (done) done = store.add(turn);
  for (const auto& sample : run.samples)
    if (done) done = store.add(sample);
  for (const auto& note : run.notes)
    if (done) done = store.add(note);
  return done;
}

}  // namespace tare
