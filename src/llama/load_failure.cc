#include "llama/load_failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "llama/model_file.h"

namespace tare::llama {
namespace {

constexpr std::string_view kAllocate = "failed to allocate ";
constexpr std::string_view kOfSize = "buffer of size ";
constexpr std::string_view kLessMemory =
    "use fewer GPU layers, a smaller context, a smaller KV type or a smaller model";

std::string free_before(const std::vector<EngineDevice>& before, const std::string& name) {
  auto device = std::find_if(before.begin(), before.end(),
                             [&](const EngineDevice& one) { return one.name == name; });
  if (device == before.end()) return {};
  return fmt::format(" ({} of its {} MiB were free before the load)", mib_text(device->free),
                     mib_text(device->total));
}

Error out_of_memory(const std::string& path, const RefusedBuffer& refused_one,
                    const Devices& devices, const std::vector<EngineDevice>& before) {
  auto card = devices.device_of_buffers(refused_one.buffers);
  auto device = card ? fmt::format("{}, {},", card->name, card->description)
                     : std::string("this machine's RAM");
  return {.text = fmt::format("{} does not fit: {} refused a buffer of {} MiB{}; {}.", path, device,
                              mib_text(refused_one.size),
                              card ? free_before(before, card->name) : "", kLessMemory),
          .kind = ErrorKind::refused};
}

// The line that says why, not those that only pass the failure on.
std::string_view telling(const std::vector<std::string>& lines) {
  for (std::string_view mark : {"error loading model: ", "failed to initialize the context: "})
    for (std::string_view line : lines)
      if (auto at = line.find(mark); at != std::string_view::npos)
        return line.substr(at + mark.size());
  return lines.empty() ? std::string_view("llama.cpp gives no reason") : lines.back();
}

}  // namespace

std::optional<RefusedBuffer> refused_buffer(const std::string& line) {
  std::string_view text = line;
  auto begin = text.find(kAllocate);
  auto size_at = text.find(kOfSize);
  if (begin == std::string_view::npos || size_at == std::string_view::npos || size_at < begin)
    return std::nullopt;
  begin += kAllocate.size();
  auto digits = text.substr(size_at + kOfSize.size());
  auto size = to_number<std::uint64_t>(digits.substr(0, digits.find_first_not_of("0123456789")));
  if (!size) return std::nullopt;
  return RefusedBuffer{std::string(trim(text.substr(begin, size_at - begin))), {*size}};
}

Error load_failure(const std::string& path, const std::vector<std::string>& lines,
                   const Devices& devices, const std::vector<EngineDevice>& before,
                   Bytes file_size) {
  // A device's own line comes before the allocator's, which names the device: take the last.
  std::optional<RefusedBuffer> refused_one;
  for (const auto& line : lines)
    if (auto one = refused_buffer(line)) refused_one = one;
  if (refused_one) return out_of_memory(path, *refused_one, devices, before);
  if (auto blame = blame_file(path, file_size); !blame.empty()) return {.text = blame};
  return {.text = fmt::format("{} cannot be loaded: {}.", path, telling(lines))};
}

}  // namespace tare::llama
