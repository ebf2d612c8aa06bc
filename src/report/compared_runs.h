// Hand-made runs of comparisons, for tests: every kind of row once.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/golden_runs.h"

namespace tare::golden {

struct Load {
  std::string variant;
  int asked = -1;
  int placed = 31;
  int ctx = 2048;
  int batch = 256;
  double ram = 0;   // MiB on top of what every load has
  double slow = 1;  // factor of all times
  bool mlock = false;
  std::vector<Note> more = {};
};

inline Step on_card(Step made, double used) {
  made.sample.cards = {{{"stand-in:0", "stand-in card", CardKind::stand_in, gib(6), mebibytes(used),
                         mebibytes(used)}},
                       {}};
  return made;
}

inline std::vector<Note> load_notes(const Load& load) {
  auto text = [](auto number) { return std::to_string(number); };
  std::vector<Note> notes = {{"model.file", "small.gguf"},
                             {"model.bytes", "98362432"},
                             {"model.layers", "31"},
                             {"model.gpu_layers", text(load.placed)},
                             {"model.asked_layers", text(load.asked)},
                             {"model.ctx", text(load.ctx)},
                             {"model.batch", text(load.batch)},
                             {"model.kv_type", "f16"},
                             {"model.threads", "2"},
                             {"model.profile", "auto"},
                             {"model.mlock", load.mlock ? "1" : "0"},
                             {"load_ms", text(200 * load.slow)},
                             {"plan_ms", "120"}};
  notes.insert(notes.end(), load.more.begin(), load.more.end());
  return notes;
}

// A run of gpu on a card, or without one.
inline Run gpu(const Load& load, bool card = true) {
  Run run{.facts = facts("gpu-" + load.variant, "load")};
  auto text = [](double number) { return std::to_string(number); };
  auto at = [&](Step made, double used) { return card ? on_card(std::move(made), used) : made; };
  run.steps = {
      at(step("1 baseline", 5, 2, {{"scenario", "load"}, {"variant", "cold"}}), 0),
      at(step("2 AI libraries and backend", 10, 3), 0),
      at(step("3 model loaded", 50 + load.ram, 20 + load.ram, load_notes(load)), 4.0 * load.placed),
      at(step("4 first reply", 60 + load.ram, 25 + load.ram,
              {{"turn.reply_ms", "1 " + text(800 * load.slow)},
               {"prompt_tokens_per_s", "150.5"},
               {"reply_tokens_per_s", "60"}}),
         4.0 * load.placed),
      at(step("5 second reply", 61 + load.ram, 26 + load.ram,
              {{"turn.reply_ms", "2 " + text(700 * load.slow)},
               {"prompt_tokens_per_s", "90"},
               {"reply_tokens_per_s", text(66 / load.slow)}}),
         4.0 * load.placed),
      at(step("6 unloaded", 12, 5), 0)};
  run.notes = {{"comparison", "gpu"}, {"comparison.variant", load.variant}};
  finish(run);
  return run;
}

// A run of settings: a conversation of four messages.
inline Run setting(const Load& load) {
  Run run{.facts = facts("settings-" + load.variant, "conversation")};
  auto text = [](double number) { return std::to_string(number); };
  auto reply = [&](int turn, double ms) {
    return Note{"turn.reply_ms", std::to_string(turn) + " " + text(ms * load.slow)};
  };
  run.steps = {step("1 baseline", 5, 2, {{"scenario", "conversation"}, {"variant", "cold"}}),
               step("2 engine made", 10, 3),
               step("2b model loaded", 50 + load.ram, 20 + load.ram, load_notes(load)),
               step("3 after 1 message", 60 + load.ram, 25,
                    {reply(1, 800), {"prompt_tokens_per_s", text(150 / load.slow)}}),
               step("5 after 4 messages", 70 + load.ram, 30 + load.ram,
                    {reply(2, 500),
                     reply(3, 520),
                     reply(4, 900),
                     {"reply_tokens_per_s", text(60 / load.slow)}}),
               step("6 chat reset", 70, 30),
               step("7 unloaded", 12, 5)};
  run.notes = {{"comparison", "settings"}, {"comparison.variant", load.variant}};
  finish(run);
  return run;
}

inline Run ipc() {
  Run run{.facts = facts("ipc", "ipc")};
  run.steps = {
      step("1 baseline", 5, 2, {{"scenario", "ipc"}}),
      step("2 avatar absent", 6, 2.1,
           {{"ipc.avatar", "double"},
            {"ipc.call", "absent set_expression 1000 310 900 15000"},
            {"ipc.call", "absent load_model 1000 700 1800 25000"}}),
      step("3 avatar connected", 6, 2.1,
           {{"ipc.call", "connected set_expression 1000 330 1200 16000"},
            {"ipc.wire", "connected set_expression 1000 510000 1010000 1200000"},
            {"ipc.round_trip", "connected set_expression 998 560000 1090000 1300000"},
            {"ipc.call", "connected load_model 1000 750 2000 30000"},
            {"ipc.wire", "connected load_model 1000 520000 1020000 1300000"},
            {"ipc.round_trip", "connected load_model 1000 570000 1100000 1400000"},
            {"ipc.round_trip", "row set_transition_speed 1000 48000 90000 300000"},
            {"ipc.bare", "60 1000 40000 80000 200000"},
            {"ipc.cpu", "soon 0.75"},
            {"ipc.cpu", "later 0.15"},
            {"ipc.call", "asleep set_expression 1000 6000 12000 50000"},
            {"ipc.wire", "asleep set_expression 1000 40000 90000 150000"}}),
      step("4 avatar slow", 6, 2.1,
           {{"ipc.call", "slow set_expression 1000 320 1100 17000"},
            {"ipc.round_trip", "slow set_expression 20 31000000 36000000 36000000"}}),
      step("5 batch against single", 6, 2.1,
           {{"ipc.call", "ten single 100 300 800 2000"},
            {"ipc.wire", "ten single 100 40000 60000 70000"},
            {"ipc.call", "ten batch 100 500 900 2100"},
            {"ipc.wire", "ten batch 100 30000 50000 60000"}}),
      step("6 queue full of usual commands", 6.25, 2.2,
           {{"ipc.queue", "empty 0 12288"}, {"ipc.queue", "usual 64 24576"}}),
      step("7 queue full of the longest commands", 10, 6, {{"ipc.queue", "longest 64 4194304"}})};
  run.notes = {{"comparison", "ipc"}};
  finish(run);
  return run;
}

inline std::vector<Run> gpu_runs(bool card = true) {
  if (!card)
    return {gpu({.variant = "performance", .placed = 0, .ctx = 4096, .batch = 512}, false),
            gpu({.variant = "balanced", .asked = 35, .placed = 0}, false)};
  return {gpu({.variant = "performance", .ctx = 4096, .batch = 512, .ram = 8, .mlock = true}),
          gpu({.variant = "balanced", .asked = 35, .mlock = true}),
          gpu({.variant = "cpu_fallback", .asked = 0, .placed = 0, .batch = 128, .slow = 2}),
          gpu({.variant = "all layers", .mlock = true}),
          gpu({.variant = "20 layers",
               .asked = 20,
               .placed = 12,
               .more = {{"gave_up", "Gave up 20 layers on the GPU for 12 layers before the load."},
                        {"warning", "Locking was asked for."}}})};
}

inline std::vector<Run> settings_runs() {
  return {setting({.variant = "run-in", .ram = 1, .slow = 9}),
          setting({.variant = "default"}),
          setting({.variant = "n_ctx 512", .ctx = 512, .ram = -15, .slow = 1.005}),
          setting({.variant = "default", .ram = 0.5, .slow = 1.02}),
          setting({.variant = "mlock",
                   .ram = 0.25,
                   .mlock = true,
                   .more = {{"warning", "8 MiB of 94 were locked."}}}),
          setting({.variant = "default", .ram = 0.25, .slow = 0.99})};
}

}  // namespace tare::golden
