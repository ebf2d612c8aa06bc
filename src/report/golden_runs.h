// The hand-made runs behind the golden files: every kind of row once, with numbers that can be
// checked by hand. Tests only.
#pragma once

#include <string>
#include <utility>

#include "core/hand_made.h"

namespace tare::golden {

using hand_made::mebibytes;
using hand_made::step;

inline MappingGroup group(std::string name, MappingKind kind, double rss, double own) {
  return {.name = std::move(name),
          .kind = kind,
          .count = 1,
          .size = mebibytes(rss),
          .rss = mebibytes(rss),
          .pss = mebibytes(rss),
          .private_dirty = mebibytes(own)};
}
inline MappingGroup heap(double size) { return group("[heap]", MappingKind::heap, size, size); }
inline MappingGroup file(std::string path, double rss, double own = 0) {
  return group(std::move(path), MappingKind::file, rss, own);
}
inline Declared said(std::string owner, double size) {
  return {std::move(owner), "", Missing{Why::not_asked, ""}, mebibytes(size)};
}

inline RunFacts facts(std::string id, std::string scenario) {
  return {.id = std::move(id),
          .argv = {"desktop-mate", "profile-scenario", std::move(scenario)},
          .pid = 4242,
          .started = "2026-01-02T03:04:05Z",
          .tare_version = "0.1.0",
          .host = {{"kernel", "6.1.0"}, {"cores", "2"}}};
}
inline void finish(Run& run) {
  double at = 0;
  for (auto& step : run.steps) {
    step.sample.at = std::chrono::milliseconds(static_cast<int>(1000 * (at += 0.5)));
    step.cost = std::chrono::microseconds(200);
  }
  run.end = {End::How::exited, 0};
  run.lasted = std::chrono::seconds(10);
  run.cost = {.samples = 100, .recorder_cpu = std::chrono::milliseconds(5), .recorder_rss = mib(4)};
}

inline Run startup() {
  Run run{.facts = facts("startup", "startup")};
  auto part = [](std::string name, double rss, double own) {
    auto made = step(std::move(name), rss, own);
    made.part = true;
    return made;
  };
  run.steps = {step("1 empty process", 4, 1, {{"scenario", "startup"}}),
               part("configuration", 4.5, 1.25),
               part("avatar bridge", 4.75, 1.5),
               step("2 configuration and avatar bridge", 5, 1.5),
               part("Qt module", 14, 4),
               part("QApplication", 19, 6),
               step("3 Qt window toolkit", 19, 6)};
  run.steps[0].mappings = {heap(0.5), file("/usr/lib/libc.so.6", 1.5, 0.25)};
  run.steps[3].mappings = {heap(1), file("/usr/lib/libc.so.6", 2, 0.25)};
  run.steps[6].mappings = {
      heap(3), file("/usr/lib/libc.so.6", 2, 0.25), file("/usr/lib/libQt6Widgets.so.6.4.2", 4, 0.5),
      file("/usr/lib/libQt6Gui.so.6.4.2", 5, 1), file("/usr/lib/libQt6Core.so.6.4.2", 3, 0.5)};
  finish(run);
  return run;
}

// A stand-in card holds what the load places there; the process's own is the card's.
inline Run load(bool warm) {
  auto card = [](Step made, double used) {
    made.sample.cards = {{{"stand-in:0", "stand-in card (RAM)", CardKind::stand_in, gib(6),
                           mebibytes(used), mebibytes(used)}},
                         {}};
    return made;
  };
  Run run{.facts = facts(warm ? "load-warm" : "load-cold", "load")};
  run.steps = {
      card(step("1 baseline", 3, 1, {{"scenario", "load"}, {"variant", warm ? "warm" : "cold"}}),
           0),
      card(step("2 AI libraries and backend", 6.5, 2), 0),
      card(step("3 model loaded", warm ? 120 : 110, 30,
                {{"model.file", "/models/SmolLM2-135M-Instruct.Q4_1.gguf"},
                 {"model.bytes", "98362432"},
                 {"model.layers", "31"},
                 {"model.gpu_layers", "31"},
                 {"model.ctx", "2048"},
                 {"model.batch", "256"},
                 {"model.kv_type", "f16"},
                 {"model.threads", "1"},
                 {"model.profile", "performance"},
                 {"model.placed", "RPC0 125829120"},
                 {"load_ms", "400"}}),
           120.5),
      card(step("4 first reply", 122, 42,
                {{"messages", "1"},
                 {"first_token_ms", warm ? "60.5" : "360.5"},
                 {"prompt_tokens_per_s", "150.25"},
                 {"reply_tokens_per_s", "70"}}),
           121),
      card(step("5 second reply", 122.25, 42.25,
                {{"messages", "2"},
                 {"first_token_ms", "55"},
                 {"prompt_tokens_per_s", "151"},
                 {"reply_tokens_per_s", "71"}}),
           121),
      card(step("6 unloaded", 12.5, 8), 0)};
  if (warm) run.steps[2].notes.push_back({"warm_ms", "320"});
  if (!warm) run.steps[2].notes.push_back({"gave_up", "12 layers: the card has no room"});
  run.steps[0].mappings = {heap(0.5)};
  run.steps[1].mappings = {heap(1), file("/usr/lib/libgomp.so.1", 0.5)};
  run.steps[1].declared = {said("heap in use", 0.75), said("heap kept by the allocator", 0.25)};
  run.steps[4].mappings = {file("/models/SmolLM2-135M-Instruct.Q4_1.gguf", 75), heap(40)};
  run.steps[5].mappings = {heap(7), file("/usr/lib/libgomp.so.1", 0.75)};
  run.steps[5].declared = {said("heap in use", 1.75), said("heap kept by the allocator", 5.5)};
  finish(run);
  return run;
}

inline Run conversation() {
  Run run{.facts = facts("conversation", "conversation")};
  run.steps = {step("1 baseline", 3, 1, {{"scenario", "conversation"}}),
               step("2 engine made", 8, 3),
               step("2b model loaded", 150, 60),
               step("3 after 10 messages", 170, 70, {{"messages", "10"}}),
               step("4 after 50 messages", 171, 70.5, {{"messages", "50"}}),
               step("5 after 100 messages", 130, 71, {{"messages", "100"}}),
               step("6 chat reset", 129, 70, {{"messages", "100"}}),
               step("7 unloaded", 20, 9, {{"messages", "100"}})};
  auto engine = {heap(2), file("/usr/lib/libc.so.6", 1)};
  run.steps[1].mappings = engine;
  run.steps[1].declared = {said("heap in use", 1.5), said("SQLite", 0.25),
                           said("heap kept by the allocator", 0.25)};
  run.steps[6].mappings = {heap(64), file("/usr/lib/libc.so.6", 1.25),
                           file("/models/SmolLM2-135M-Instruct.Q4_1.gguf", 55)};
  run.steps[6].declared = {said("heap in use", 62),    said("KV cache", 45),
                           said("compute buffers", 9), said("output buffer", 0.25),
                           said("SQLite", 0.5),        said("heap kept by the allocator", 3)};
  run.steps[7].mappings = {heap(8), file("/usr/lib/libc.so.6", 1.25)};
  run.steps[7].declared = {said("heap in use", 2), said("SQLite", 0.5),
                           said("heap kept by the allocator", 6)};
  run.turns = {{.number = 1,
                .at = std::chrono::milliseconds(1750),
                .prompt_tokens = 30,
                .reply_tokens = 32,
                .process = run.steps[3].sample.process,
                .cards = run.steps[3].sample.cards}};
  finish(run);
  return run;
}

}  // namespace tare::golden
