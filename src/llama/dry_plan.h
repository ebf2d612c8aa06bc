// What a model would hold on each device, without loading it: llama.cpp's own dry load, in a
// process of its own (tare-dry-plan), because llama.cpp may end the process on a hostile file.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "llama/devices.h"
#include "port/engine.h"

namespace tare::llama {

struct Planner {
  std::string program;              // path of tare-dry-plan; empty: beside our own program
  std::vector<RemoteCard> remotes;  // nothing of ours may be loaded on them meanwhile
  Duration patience = std::chrono::seconds(60);
};

struct DryPlan {
  std::vector<DeviceMemory> memory;
  int layers = 0;  // of the model: blocks + output
};

// Errors: those of a load (the file, the request), the planner missing, ended by a signal, or too
// slow.
Result<DryPlan> dry_plan(const Planner& planner, const LoadRequest& request);

// How much of a model fits.
struct LayerFit {
  int layers = 0;  // the most that fit; 0 when not even one does or there is no card
  int all = 0;     // the model's; 0 without a card
  Bytes needed;    // what all of them would take on the cards
};

// The most layers whose weights, KV cache and compute buffers together take at most `free` on the
// cards (their sum, when there are several). request.gpu_layers is not looked at. A handful of dry
// loads.
Result<LayerFit> layers_that_fit(const Planner& planner, const LoadRequest& request, Bytes free);

// The search itself: `bytes_at(n)` is what n layers take, and does not fall as n grows. Asks it as
// few times as it can.
Result<int> most_that_fits(int layers, Bytes free,
                           const std::function<Result<Bytes>(int layers)>& bytes_at);

}  // namespace tare::llama
