#include "mate/config_fields.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace mate {

namespace {

// What llama.cpp takes for both halves of its KV cache.
constexpr std::array<std::string_view, 9> kKvTypes{"f32",  "f16",  "bf16", "q8_0",  "q4_0",
                                                   "q4_1", "q5_0", "q5_1", "iq4_nl"};

bool is_address(std::string_view text) {
  std::string host(text);
  std::array<unsigned char, 16> bytes{};
  return host == "localhost" || inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

}  // namespace

std::string broken_rule(double value, RealRule rule) {
  if (std::isfinite(value) && value >= rule.least && value <= rule.most) return {};
  return fmt::format("must be a number from {} to {}", rule.least, rule.most);
}

std::string broken_rule(long value, WholeRule rule) {
  if (value >= rule.least && value <= rule.most) return {};
  return fmt::format("must be a whole number from {} to {}", rule.least, rule.most);
}

std::string broken_rule(std::string_view value, TextRule rule) {
  if (has_nul(value)) return "must not contain a NUL character";
  switch (rule) {
    case TextRule::any_or_null:
      return {};
    case TextRule::not_empty:
      return value.empty() ? "must not be empty (leave the key out for no model)" : "";
    case TextRule::not_blank:
      return tare::trim(value).empty() ? "must not be blank" : "";
    case TextRule::address:
      return is_address(value) ? "" : "must be an IPv4 or IPv6 address, or localhost";
    case TextRule::kv_type:
      if (std::ranges::find(kKvTypes, value) != kKvTypes.end()) return {};
      return fmt::format("must be one of {}", fmt::join(kKvTypes, ", "));
  }
  return {};
}

std::string broken_pair(const Config& config) {
  auto check = [](std::string_view section, double least, double most) -> std::string {
    if (least <= most) return {};
    return fmt::format("{0}.min_interval: {1} must not be above {0}.max_interval, which is {2}",
                       section, least, most);
  };
  const AutoBlink& blink = config.avatar.auto_blink;
  const AutoHeadMovement& head = config.avatar.auto_head_movement;
  auto broken = check("avatar.auto_blink", blink.min_interval, blink.max_interval);
  if (!broken.empty()) return broken;
  return check("avatar.auto_head_movement", head.min_interval, head.max_interval);
}

}  // namespace mate
