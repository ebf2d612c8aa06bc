// The devices that llama.cpp may place layers on.
#pragma once

#include <ggml-backend.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "port/engine.h"

namespace tare::llama {

// A card at the other end of a socket: a stand-in card, or a machine that runs llama.cpp's RPC
// server.
struct RemoteCard {
  std::string endpoint;     // "127.0.0.1:40123"
  std::string description;  // for people; a stand-in says that it is one
};

// Cards in the order in which they get layers: remote ones first, as llama.cpp does by itself.
class Devices {
 public:
  // Starts the backends that were built in, and connects to the remote cards. Each is asked
  // politely first, because llama.cpp ends the process when a server is not there or speaks another
  // version.
  static Result<Devices> open(const std::vector<RemoteCard>& remotes);

  std::vector<EngineDevice> list() const;
  const std::vector<ggml_backend_dev_t>& cards() const { return cards_; }

  // The name people know a buffer type's device by: "CPU" for everything in host memory.
  std::string name_of(ggml_backend_buffer_type_t type) const;
  // The device whose buffers carry this name in llama.cpp's messages.
  std::optional<EngineDevice> device_of_buffers(std::string_view buffer_name) const;

 private:
  EngineDevice describe(ggml_backend_dev_t device) const;

  std::vector<ggml_backend_dev_t> cards_;
  std::vector<std::pair<ggml_backend_dev_t, std::string>> descriptions_;  // of remote cards
};

// Whether a buffer type lies in this machine's RAM (mapped, repacked, pinned or plain).
bool in_host_memory(ggml_backend_buffer_type_t type);

}  // namespace tare::llama
