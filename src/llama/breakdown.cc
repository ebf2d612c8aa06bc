#include "llama/breakdown.h"

#include <llama-ext.h>

#include <algorithm>
#include <string_view>

namespace tare::llama {
namespace {

// Every decode of ours asks for the logits of one token, so llama.cpp's buffer for them, which its
// account leaves out, has one row of floats.
constexpr std::uint64_t kOutputs = 1;

Bytes output_buffer(const llama_context* context) {
  auto vocabulary = llama_model_get_vocab(llama_get_model(context));
  auto words = static_cast<std::uint64_t>(llama_vocab_n_tokens(vocabulary));
  return {kOutputs * words * sizeof(float)};
}

DeviceMemory& entry(std::vector<DeviceMemory>& all, const std::string& device, bool gpu) {
  auto found = std::find_if(all.begin(), all.end(),
                            [&](const DeviceMemory& one) { return one.device == device; });
  if (found != all.end()) return *found;
  // Cards before the CPU, each in the order of its first appearance.
  auto place =
      gpu ? std::find_if(all.begin(), all.end(), [](const DeviceMemory& one) { return !one.gpu; })
          : all.end();
  return *all.insert(place, DeviceMemory{.device = device, .gpu = gpu});
}

}  // namespace

std::vector<DeviceMemory> memory_by_device(const llama_context* context, const Devices& devices) {
  std::vector<DeviceMemory> all;
  for (const auto& [type, held] : llama_get_memory_breakdown(context)) {
    if (held.total() == 0) continue;
    auto& device = entry(all, devices.name_of(type), !in_host_memory(type));
    device.weights += Bytes{held.model};
    // Repacked: a layout that is ggml's no longer cannot be the file's.
    if (!device.gpu && !ggml_backend_buft_is_host(type)) device.copied += Bytes{held.model};
    device.kv += Bytes{held.context};
    device.compute += Bytes{held.compute};
  }
  entry(all, "CPU", false).output = output_buffer(context);
  return all;
}

bool weights_mapped(const llama_context* context) {
  auto held = llama_get_memory_breakdown(context);
  return std::any_of(held.begin(), held.end(), [](const auto& one) {
    return one.second.model > 0 &&
           std::string_view(ggml_backend_buft_name(one.first)).find("_Mapped") !=
               std::string_view::npos;
  });
}

}  // namespace tare::llama
