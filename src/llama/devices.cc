#include "llama/devices.h"

#include <fmt/format.h>
#include <ggml-rpc.h>
#include <llama.h>

#include <algorithm>

#include "llama/rpc_probe.h"

namespace tare::llama {
namespace {

bool is_card(ggml_backend_dev_t device) {
  auto type = ggml_backend_dev_type(device);
  return type == GGML_BACKEND_DEVICE_TYPE_GPU || type == GGML_BACKEND_DEVICE_TYPE_IGPU;
}

}  // namespace

Result<Devices> Devices::open(const std::vector<RemoteCard>& remotes) {
  llama_backend_init();
  Devices devices;
  for (const auto& remote : remotes) {
    if (auto answers = check_rpc_server(remote.endpoint); !answers) return pass(answers.error());
    auto registry = ggml_backend_rpc_add_server(remote.endpoint.c_str());
    if (registry == nullptr)
      return refused(fmt::format("the server at {} has no card to offer.", remote.endpoint));
    for (std::size_t i = 0; i < ggml_backend_reg_dev_count(registry); ++i) {
      auto card = ggml_backend_reg_dev_get(registry, i);
      devices.cards_.push_back(card);
      devices.descriptions_.emplace_back(card, remote.description);
    }
  }
  for (std::size_t i = 0; i < ggml_backend_dev_count(); ++i)
    if (auto device = ggml_backend_dev_get(i); is_card(device)) devices.cards_.push_back(device);
  return devices;
}

EngineDevice Devices::describe(ggml_backend_dev_t device) const {
  std::size_t free = 0;
  std::size_t total = 0;
  ggml_backend_dev_memory(device, &free, &total);
  auto remote = std::find_if(descriptions_.begin(), descriptions_.end(),
                             [&](const auto& pair) { return pair.first == device; });
  // Some backends report more free memory than there is.
  return {.name = ggml_backend_dev_name(device),
          .description = remote != descriptions_.end() && !remote->second.empty()
                             ? remote->second
                             : ggml_backend_dev_description(device),
          .gpu = is_card(device),
          .total = {total},
          .free = {std::min(free, total)}};
}

std::vector<EngineDevice> Devices::list() const {
  std::vector<EngineDevice> all;
  all.reserve(cards_.size() + 1);
  for (auto card : cards_) all.push_back(describe(card));
  if (auto cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU))
    all.push_back(describe(cpu));
  return all;
}

bool in_host_memory(ggml_backend_buffer_type_t type) {
  auto device = ggml_backend_buft_get_device(type);
  // Repacked weights lie in RAM though their layout is no longer ggml's, so is_host alone is not
  // it.
  return ggml_backend_buft_is_host(type) || device == nullptr || !is_card(device);
}

std::string Devices::name_of(ggml_backend_buffer_type_t type) const {
  return in_host_memory(type) ? "CPU" : ggml_backend_dev_name(ggml_backend_buft_get_device(type));
}

std::optional<EngineDevice> Devices::device_of_buffers(std::string_view buffer_name) const {
  for (auto card : cards_)
    if (buffer_name == ggml_backend_buft_name(ggml_backend_dev_buffer_type(card)))
      return describe(card);
  return std::nullopt;
}

}  // namespace tare::llama
