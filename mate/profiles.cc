#include "mate/profiles.h"

#include <algorithm>

namespace mate {

std::optional<Profile> profile_named(std::string_view text) {
  for (Profile profile : kProfiles) {
    if (name(profile) == text) return profile;
  }
  return std::nullopt;
}

int auto_threads(const MachineFacts& machine) {
  int cores = machine.physical_cores;
  int wanted = cores >= 6   ? cores - 2
               : cores >= 4 ? cores - 1
               : cores >= 2 ? std::min(machine.logical_cores, 4)
                            : 2;
  int usable = std::max(1, machine.usable_cores);
  return std::clamp(wanted, 1, std::min(16, usable));
}

tare::LoadRequest resolve(const LoadWishes& wishes, const std::string& model_path,
                          const MachineFacts& machine) {
  ProfileValues profile = values(wishes.profile);
  int usable = std::max(1, machine.usable_cores);
  int threads = profile.threads > 0 ? std::min(profile.threads, usable) : auto_threads(machine);
  int layers = machine.has_gpu ? wishes.gpu_layers.value_or(profile.gpu_layers) : 0;
  return {.model_path = model_path,
          .gpu_layers = layers,
          .ctx = wishes.ctx > 0 ? wishes.ctx : profile.ctx,
          .batch = wishes.batch > 0 ? wishes.batch : profile.batch,
          .threads = wishes.threads > 0 ? wishes.threads : threads,
          .mlock = wishes.mlock.value_or(profile.mlock),
          .kv_type = wishes.kv_type};
}

}  // namespace mate
