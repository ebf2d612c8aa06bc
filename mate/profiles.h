// The load profiles of Desktop-Mate as values, and what one of them becomes on this machine.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mate/machine_facts.h"
#include "port/engine.h"

namespace mate {

enum class Profile { automatic, performance, balanced, cpu_fallback };
inline constexpr std::array kProfiles{Profile::automatic, Profile::performance, Profile::balanced,
                                      Profile::cpu_fallback};

// As the configuration and --gpu-profile write them.
constexpr std::string_view name(Profile profile) {
  switch (profile) {
    case Profile::automatic:
      return "auto";
    case Profile::performance:
      return "performance";
    case Profile::balanced:
      return "balanced";
    case Profile::cpu_fallback:
      return "cpu_fallback";
  }
  return "auto";
}
std::optional<Profile> profile_named(std::string_view name);

struct ProfileValues {
  int gpu_layers = 0;  // -1: all
  std::uint32_t ctx = 0;
  std::uint32_t batch = 0;
  int threads = 0;  // 0: auto_threads()
  bool mlock = false;
};

// `automatic` asks for all layers and lets the load step down to what fits; it locks nothing,
// because locked weights cannot be given back to a desktop that needs the memory.
constexpr ProfileValues values(Profile profile) {
  switch (profile) {
    case Profile::performance:
      return {.gpu_layers = -1, .ctx = 4096, .batch = 512, .threads = 6, .mlock = true};
    case Profile::balanced:
      return {.gpu_layers = 35, .ctx = 2048, .batch = 256, .threads = 6, .mlock = true};
    case Profile::cpu_fallback:
      return {.gpu_layers = 0, .ctx = 2048, .batch = 128, .threads = 8, .mlock = false};
    case Profile::automatic:
      return {.gpu_layers = -1, .ctx = 2048, .batch = 256, .threads = 0, .mlock = false};
  }
  return {};
}

// Six physical cores or more: two stay free; four or five: one; two or three: the logical ones, at
// most four; one: two. Never above 16, nor above what this process may use.
int auto_threads(const MachineFacts& machine);

// Whatever is set here wins over the profile. The command line and the configuration fill it.
struct LoadWishes {
  Profile profile = Profile::automatic;
  std::optional<int> gpu_layers;
  std::optional<bool> mlock;
  std::uint32_t ctx = 0;    // 0: the profile's
  std::uint32_t batch = 0;  // 0: the profile's
  int threads = 0;          // 0: the profile's, capped at the usable cores
  std::string kv_type = "f16";
};

// The request for the engine. A thread count of the profile is capped at the usable cores, one
// that the user asked for is not. Without a GPU no layers are asked for one.
tare::LoadRequest resolve(const LoadWishes& wishes, const std::string& model_path,
                          const MachineFacts& machine);

}  // namespace mate
