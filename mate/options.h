// The command line of desktop-mate, parsed.
#pragma once

#include <optional>
#include <string>

#include "mate/profiles.h"

namespace mate {

struct Options {
  std::string scenario;  // profile-scenario's NAME
  std::string config;    // empty: the user's
  std::string data;      // empty: the user's; a scenario makes a folder of its own
  std::string model;
  std::string gpu_profile;
  std::optional<int> gpu_layers;
  std::uint32_t ctx = 0;
  std::uint32_t batch = 0;
  int threads = 0;
  std::string kv_type;
  std::uint64_t turns = 0;  // 0: the scenario's
  int reply_tokens = 0;     // 0: the scenario's, or the configuration's
  std::string prompts;
  std::optional<bool> warm;
  std::optional<bool> mlock;
  int context_limit = 0;  // 0: the configuration's
  std::string avatar;     // HOST:PORT of a real one, for ipc
  std::size_t calls = 0;  // of each avatar command; 0: ipc's own
  std::string stand_in_gpu;
  std::string stand_in_gpu_at;
  std::string lang;
};

}  // namespace mate
