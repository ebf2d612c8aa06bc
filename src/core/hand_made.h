// Hand-made steps and runs for the tests of what is computed from rows. Sizes in MiB.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/run.h"

namespace tare::hand_made {

inline Bytes mebibytes(double n) {
  return {static_cast<std::uint64_t>(std::llround(n * (1 << 20)))};
}

// A process whose memory is `own` anonymous bytes and the rest file pages; nothing swapped.
inline Step step(std::string name, double rss, double own, std::vector<Note> notes = {}) {
  Step made{.name = std::move(name), .notes = std::move(notes)};
  auto& process = made.sample.process;
  process.rss = process.smaps_rss = mebibytes(rss);
  process.own = process.anon = mebibytes(own);
  process.file = mebibytes(rss) - mebibytes(own) < ByteDelta{}
                     ? Bytes{}
                     : Bytes{mebibytes(rss).value - mebibytes(own).value};
  process.shmem = process.swap = process.locked = Bytes{};
  process.uss = process.pss = mebibytes(own);
  process.peak = made.peak_in_step = mebibytes(rss);
  made.sample.machine = {.total = gib(16), .available = gib(12)};
  made.sample.cards.none = Missing{Why::no_device, "no NVIDIA driver, no DRM card"};
  return made;
}

inline Step with_card(Step made, double used, Reading process) {
  made.sample.cards = {
      {{"0000:01:00.0", "RTX 4050", CardKind::nvidia, gib(6), mebibytes(used), std::move(process)}},
      {}};
  return made;
}

// The seed's own rows of its load profile: RAM of the process, VRAM of the whole device.
inline Run seed_load() {
  Missing no_list{Why::not_supported, "no list of processes under WDDM"};
  Run run{.facts = {.id = "seed-load", .argv = {"desktop-mate"}}};
  run.steps = {with_card(step("1 baseline", 35.41, 20, {{"scenario", "load"}, {"variant", "cold"}}),
                         737.20, no_list),
               with_card(step("2 AI libraries and backend", 199.36, 90), 737.20, no_list),
               with_card(step("3 model loaded", 253.34, 140,
                              {{"model.file", "/m/zephyr.gguf"},
                               {"model.bytes", "4509715660"},
                               {"model.placed", "CUDA0 4194304000"},
                               {"model.placed", "CUDA1 1048576000"}}),
                         5971.61, no_list),
               with_card(step("4 first reply", 686.77, 500, {{"first_token_ms", "2110.5"}}),
                         5993.61, no_list),
               with_card(step("5 second reply", 687.34, 500.5), 5993.61, no_list)};
  return run;
}

inline Run startup() {
  Run run{.facts = {.id = "startup", .argv = {"desktop-mate"}}};
  run.steps = {step("1 empty process", 35.66, 10, {{"scenario", "startup"}}),
               step("2 configuration and avatar bridge", 36.26, 10.5),
               step("3 Qt window toolkit", 48.88, 16)};
  return run;
}

}  // namespace tare::hand_made
