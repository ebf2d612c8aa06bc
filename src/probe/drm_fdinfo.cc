#include "probe/drm_fdinfo.h"

#include <algorithm>

#include "base/text.h"
#include "probe/kernel_line.h"

namespace tare {

namespace {

// "192 KiB", "16 MiB", "4096": bytes unless a unit follows.
std::optional<Bytes> drm_size(std::string_view text) {
  auto number = next_word(text);
  auto value = to_number<std::uint64_t>(number.value_or(""));
  if (!value) return std::nullopt;
  auto unit = next_word(text).value_or("");
  int shift = unit == "KiB" ? 10 : unit == "MiB" ? 20 : unit.empty() ? 0 : -1;
  if (shift < 0 || next_word(text) || *value > (UINT64_MAX >> shift)) return std::nullopt;
  return Bytes{*value << shift};
}

DrmRegion& region_named(DrmClient& client, std::string_view name) {
  auto known = std::ranges::find(client.regions, name, &DrmRegion::name);
  if (known != client.regions.end()) return *known;
  return client.regions.emplace_back(DrmRegion{.name = std::string(name)});
}

void add_region(DrmClient& client, std::string_view key, std::string_view value) {
  auto size = drm_size(value);
  if (!size) return;
  if (key.starts_with("total-")) {
    region_named(client, key.substr(6)).total = size;
  } else if (key.starts_with("resident-")) {
    region_named(client, key.substr(9)).resident = size;
  } else if (key.starts_with("memory-")) {
    auto& region = region_named(client, key.substr(7));
    if (!region.resident) region.resident = size;
  }
}

}  // namespace

std::optional<DrmClient> parse_drm_fdinfo(std::string_view text) {
  constexpr std::string_view kPrefix = "drm-";
  DrmClient client;
  while (auto raw = next_line(text)) {
    auto line = split_line(*raw);
    if (!line || !line->key.starts_with(kPrefix)) continue;
    auto key = line->key.substr(kPrefix.size());
    auto value = trim(line->value);
    if (key == "driver") {
      client.driver = value;
    } else if (key == "pdev") {
      client.pdev = value;
    } else if (key == "client-id") {
      client.id = to_number<std::uint64_t>(value);
    } else if (!key.starts_with("total-cycles-")) {
      add_region(client, key, value);
    }
  }
  if (client.driver.empty()) return std::nullopt;
  return client;
}

bool is_device_memory(std::string_view region) {
  return region.starts_with("vram") || region.starts_with("local");
}

std::optional<Bytes> held(const DrmClient& client, bool (*counts)(std::string_view region)) {
  std::optional<Bytes> sum;
  for (const auto& region : client.regions) {
    const auto& size = region.resident ? region.resident : region.total;
    if (size && counts(region.name)) sum = sum.value_or(Bytes{}) + *size;
  }
  return sum;
}

}  // namespace tare
