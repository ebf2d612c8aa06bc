#include "probe/kernel_line.h"

namespace tare {

std::optional<Bytes> kilobytes(std::string_view value) {
  constexpr std::uint64_t kMost = UINT64_MAX >> 10;
  std::size_t i = 0;
  while (i < value.size() && (value[i] == ' ' || value[i] == '\t')) ++i;
  auto first = i;
  std::uint64_t number = 0;
  for (; i < value.size() && value[i] >= '0' && value[i] <= '9'; ++i) {
    if (number > kMost / 10) return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(value[i] - '0');
  }
  if (i == first || number > kMost || value.substr(i) != " kB") return std::nullopt;
  return kib(number);
}

std::optional<KernelLine> split_line(std::string_view line) {
  auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return KernelLine{line.substr(0, colon), line.substr(colon + 1)};
}

}  // namespace tare
