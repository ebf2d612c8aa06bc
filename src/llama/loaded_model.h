// A model and its context, loaded for real or only planned (a dry load allocates no weights, no KV
// and no compute buffers, and still knows their sizes).
#pragma once

#include <functional>

#include "llama/devices.h"
#include "llama/handles.h"
#include "port/engine.h"

namespace tare::llama {

struct LoadedModel {
  ModelPtr model;
  ContextPtr context;  // after the model: freed before it
};

enum class LoadKind { real, dry };

// Errors say what failed and why, by llama.cpp's own log: the file (missing, empty, not GGUF, cut
// short, of another version, of an unknown architecture), a device that ran out of memory, a KV
// type that the model does not take. Exceptions do not leave. gpu_layers 0 uses no card at all, not
// even for compute buffers.
Result<LoadedModel> load_model(const LoadRequest& request, const Devices& devices, LoadKind kind,
                               const std::function<void(float)>& progress);

// Effective values, read back. load_time is left to the caller.
ModelFacts facts_of(const LoadedModel& loaded, const LoadRequest& request);

// Transformer blocks plus the output layer: what "all layers" means.
int layers_of(const llama_model* model);

}  // namespace tare::llama
