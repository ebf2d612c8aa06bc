// What a loaded model holds, by device and purpose, from llama.cpp's own account.
#pragma once

#include <vector>

#include "llama/devices.h"
#include "llama/handles.h"

namespace tare::llama {

// One entry per device that holds something, cards first and "CPU" last. Host memory of every kind
// (CPU_Mapped, which is the span of the file that is mapped; CPU_REPACK; pinned; plain) is "CPU".
// Compute buffers of a dry load are those that a real one would have.
std::vector<DeviceMemory> memory_by_device(const llama_context* context, const Devices& devices);

// Whether weights are mapped from the model's file.
bool weights_mapped(const llama_context* context);

}  // namespace tare::llama
