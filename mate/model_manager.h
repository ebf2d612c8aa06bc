// Loads a model with a profile's request, steps down when it does not fit, warms it, and proves at
// the unload that the memory came back. Everything it decides is told in sentences.
// Threads: one at a time.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mate/load_ladder.h"
#include "mate/memory_guard.h"
#include "mate/memory_watch.h"
#include "port/engine.h"

namespace mate {

// What the machine's RAM says to a load (check_ram).
using RamCheck = std::function<RamVerdict(const tare::LoadRequest&)>;

struct LoadOutcome {
  tare::ModelFacts facts;
  tare::LoadRequest asked;
  tare::LoadRequest used;             // what really was loaded, after every step down
  std::vector<std::string> gave_up;   // one sentence a step down
  std::vector<std::string> warnings;  // what will be slow, one sentence each
  std::vector<std::string> remarks;   // what the request meant for this model and machine
  tare::Duration planning{};          // the look at what fits, before the first load
  tare::Duration took{};              // the load that worked
};

// Own bytes are RssAnon + VmSwap of this process.
struct UnloadOutcome {
  tare::Reading own_before_load;
  tare::Reading own_loaded;  // just before the unload
  tare::Reading own_after;
  std::optional<tare::ByteDelta> kept;  // own_after - own_before_load
  HeapUse heap;                         // after it, so who keeps what is kept can be named
};
// "The unload gave back 160.00 MiB of own memory; 3.20 MiB above the step before the load stay …".
std::string describe(const UnloadOutcome& outcome);

class ModelManager {
 public:
  // `engine` and `watch` outlive it. `planned` and `ram` may be empty.
  ModelManager(tare::Engine& engine, MemoryWatch& watch, LayersThatFit planned, RamCheck ram = {});

  // Steps down only where the machine refused (ErrorKind::refused); a bad file is an error at once.
  tare::Result<LoadOutcome> load(const tare::LoadRequest& request,
                                 const std::function<void(float fraction)>& progress);

  // Reads `prompt` and makes two tokens, so that the first message pays for nothing but itself:
  // pages of weights and buffers are touched, kernels loaded. Nothing of it is in a conversation;
  // the KV cache may keep the prompt's beginning, which the first message can use again.
  // `threads` as in GenerateRequest.
  tare::Result<tare::Duration> warm(std::span<const tare::Token> prompt,
                                    const std::function<int()>& threads);

  UnloadOutcome unload();

  const std::optional<LoadOutcome>& loaded() const { return loaded_; }
  tare::Engine& engine() { return engine_; }

 private:
  tare::LoadRequest fit_to_machine(const tare::LoadRequest& request, LoadOutcome& outcome);
  tare::Result<> make_room(tare::LoadRequest& request, LoadOutcome& outcome) const;
  RamVerdict smaller_context(tare::LoadRequest& request) const;
  void remark(const tare::LoadRequest& asked, LoadOutcome& outcome) const;

  tare::Engine& engine_;
  MemoryWatch& watch_;
  LayersThatFit planned_;
  RamCheck ram_;
  std::optional<LoadOutcome> loaded_;
  tare::Reading own_before_load_;
};

}  // namespace mate
