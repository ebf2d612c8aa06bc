// /proc/PID/fdinfo/FD of a graphics card's descriptor: the kernel's drm-usage-stats format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tare {

struct DrmRegion {
  std::string name;               // "vram", "vram0", "local0", "gtt", "system", …
  std::optional<Bytes> total;     // drm-total-REGION: all buffers, backed by pages or not
  std::optional<Bytes> resident;  // drm-resident-REGION, or its older name drm-memory-REGION
};

struct DrmClient {
  std::string driver;               // "amdgpu"
  std::string pdev;                 // "0000:03:00.0", empty when not on PCI
  std::optional<std::uint64_t> id;  // the same for descriptors that were duplicated or inherited
  std::vector<DrmRegion> regions;
};

// Nothing when the descriptor is no card's. A value that is no size is left out.
std::optional<DrmClient> parse_drm_fdinfo(std::string_view text);

// The card's own memory: VRAM under its various names, never system memory or GTT.
bool is_device_memory(std::string_view region);

// What the client holds in regions that `counts` accepts; nothing when it tells of none of them.
std::optional<Bytes> held(const DrmClient& client, bool (*counts)(std::string_view region));

}  // namespace tare
