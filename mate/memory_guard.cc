#include "mate/memory_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "base/text.h"
#include "probe/cgroup.h"
#include "probe/kernel_line.h"
#include "probe/meminfo.h"

namespace mate {

namespace {

// Vocabulary, tensor tables, scheduler: 5 to 75 MiB that no plan accounts for.
constexpr tare::Bytes kBesides = tare::mib(64);
constexpr std::uint64_t kBesidesPerPlace = 48;  // of the context, by llama.cpp, outside its buffers

tare::Bytes less(tare::Bytes all, tare::Bytes used) {
  return {all.value - std::min(all.value, used.value)};
}

// "Max address space      unlimited            unlimited            bytes"
tare::Reading address_space_limit(std::string_view limits) {
  constexpr std::string_view kName = "Max address space";
  while (auto line = tare::next_line(limits)) {
    if (!line->starts_with(kName)) continue;
    auto rest = line->substr(kName.size());
    auto soft = tare::next_word(rest);
    auto bytes = soft ? tare::to_number<std::uint64_t>(*soft) : std::nullopt;
    if (bytes) return tare::Bytes{*bytes};
    break;
  }
  return tare::Missing{tare::Why::no_limit, ""};
}

tare::Bytes address_space_used(std::string_view status) {
  while (auto line = tare::next_line(status)) {
    auto field = tare::split_line(*line);
    if (field && field->key == "VmSize")
      return tare::kilobytes(field->value).value_or(tare::Bytes{});
  }
  return {};
}

std::string mib(tare::Bytes bytes) { return tare::mib_text(bytes) + " MiB"; }

// What is asked for more than there is, and of whom.
std::optional<std::string> lacking(tare::Bytes wanted, const tare::Reading& there,
                                   std::string_view what, std::string_view place) {
  if (!there || wanted <= *there) return std::nullopt;
  return fmt::format("{} about {} and {} {}", what, mib(wanted), place, mib(*there));
}

std::optional<std::string> first(std::initializer_list<std::optional<std::string>> reasons) {
  for (const auto& reason : reasons)
    if (reason) return reason;
  return std::nullopt;
}

constexpr std::string_view kAvailable = "the machine's available RAM is";

}  // namespace

RamNeed ram_need(const std::vector<tare::DeviceMemory>& plan, std::uint32_t ctx) {
  RamNeed need{.buffers = kBesides + tare::Bytes{ctx * kBesidesPerPlace}};
  for (const auto& device : plan) {
    if (device.gpu) continue;
    need.buffers += device.kv + device.compute + device.output + device.copied;
    need.mapped += less(device.weights, device.copied);
  }
  return need;
}

RamRoom read_ram_room(tare::Platform& platform) {
  auto text = [&](const char* path) { return read_text(platform, path).value_or(std::string()); };
  RamRoom room{.available = tare::parse_meminfo(text("/proc/meminfo")).available,
               .group_limit = tare::cgroup_memory_limit(platform),
               .group_left = tare::cgroup_memory_left(platform),
               .address_space = address_space_limit(text("/proc/self/limits"))};
  if (room.address_space)
    room.address_space = less(*room.address_space, address_space_used(text("/proc/self/status")));
  return room;
}

RamVerdict judge(const tare::LoadRequest& request, const RamNeed& need, const RamRoom& room) {
  constexpr std::string_view kBuffers = "its KV cache and buffers take";
  constexpr std::string_view kAll = "its weights and buffers take";
  auto all = need.mapped + need.buffers;
  auto what =
      fmt::format("{} with a context of {}", tare::printable(request.model_path), request.ctx);
  RamVerdict verdict;
  if (auto why = first({lacking(need.buffers, room.available, kBuffers, kAvailable),
                        lacking(need.buffers, room.group_left, kBuffers,
                                "what its control group's limit leaves is"),
                        lacking(all, room.group_limit, kAll, "its control group's limit is"),
                        lacking(all, room.address_space, kAll, "what ulimit -v leaves is")})) {
    verdict.no_room = fmt::format("{} does not fit into RAM: {}", what, *why);
    return verdict;
  }
  auto pages = lacking(all, room.available, kAll, kAvailable);
  if (pages && request.mlock)
    verdict.no_lock = fmt::format("{} does not fit into RAM: {}", what, *pages);
  else if (pages)
    verdict.will_page = fmt::format(
        "{} is larger than the free RAM: {}, so weights will be read from the disk again and again "
        "and replies will be slow",
        what, *pages);
  return verdict;
}

RamVerdict check_ram(tare::Engine& engine, tare::Platform& platform,
                     const tare::LoadRequest& request) {
  auto plan = engine.dry_memory(request);
  if (!plan) return {};
  return judge(request, ram_need(*plan, request.ctx), read_ram_room(platform));
}

}  // namespace mate
