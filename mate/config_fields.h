// Every key of the configuration with its rule, once: reading, checking and writing walk the same
// table.
#pragma once

#include <string>
#include <string_view>

#include "mate/config.h"

namespace mate {

struct WholeRule {
  long least;
  long most;
};
struct RealRule {
  double least;
  double most;
};
// What a text must be, beside being a text.
enum class TextRule { any_or_null, not_empty, not_blank, address, kv_type };

// Calls visit(path, value, rule) for each key; path is "section.key". `C` is Config or const
// Config; bool and Profile values come without a rule.
template <class C, class Visit>
void each_field(C& c, Visit&& visit) {
  visit("unity.host", c.unity.host, TextRule::address);
  visit("unity.port", c.unity.port, WholeRule{1, 65535});
  visit("avatar.last_model", c.avatar.last_model, TextRule::any_or_null);
  visit("avatar.default_model", c.avatar.default_model, TextRule::any_or_null);
  visit("avatar.auto_blink.enabled", c.avatar.auto_blink.enabled);
  visit("avatar.auto_blink.min_interval", c.avatar.auto_blink.min_interval, RealRule{0.1, 3600});
  visit("avatar.auto_blink.max_interval", c.avatar.auto_blink.max_interval, RealRule{0.1, 3600});
  visit("avatar.auto_blink.duration", c.avatar.auto_blink.duration, RealRule{0.01, 60});
  auto& head = c.avatar.auto_head_movement;
  visit("avatar.auto_head_movement.enabled", head.enabled);
  visit("avatar.auto_head_movement.min_interval", head.min_interval, RealRule{0.1, 3600});
  visit("avatar.auto_head_movement.max_interval", head.max_interval, RealRule{0.1, 3600});
  visit("avatar.auto_head_movement.max_angle", head.max_angle, RealRule{0, 90});
  visit("avatar.transition_speed", c.avatar.transition_speed, RealRule{0.1, 10});
  visit("window.width", c.window.width, WholeRule{1, 32767});
  visit("window.height", c.window.height, WholeRule{1, 32767});
  visit("window.x", c.window.x, WholeRule{-32768, 32767});
  visit("window.y", c.window.y, WholeRule{-32768, 32767});
  visit("ai.model_path", c.ai.model_path, TextRule::not_empty);
  visit("ai.context_limit", c.ai.context_limit, WholeRule{1, 100000});
  visit("ai.gpu_profile", c.ai.gpu_profile);
  visit("ai.temperature", c.ai.temperature, RealRule{0, 2});
  visit("ai.top_p", c.ai.top_p, RealRule{0, 1});
  visit("ai.max_tokens", c.ai.max_tokens, WholeRule{1, 1000000});
  visit("ai.system_prompt", c.ai.system_prompt, TextRule::not_blank);
  visit("ai.kv_type", c.ai.kv_type, TextRule::kv_type);
  visit("ai.n_ctx", c.ai.n_ctx, WholeRule{0, 1 << 22});
  visit("ai.n_batch", c.ai.n_batch, WholeRule{0, 1 << 16});
  visit("ai.threads", c.ai.threads, WholeRule{0, 512});
  visit("ai.warm", c.ai.warm);
  visit("log.interval_s", c.log.interval_s, WholeRule{0, 86400});
  visit("log.ram_alert_mib", c.log.ram_alert_mib, WholeRule{0, 1 << 30});
}

// The rule that `value` breaks, as the end of a sentence ("must be …"), or empty.
std::string broken_rule(double value, RealRule rule);
std::string broken_rule(long value, WholeRule rule);
std::string broken_rule(std::string_view value, TextRule rule);

// A rule between two keys of an otherwise sound configuration that is broken, as "key: value must
// be …", or empty.
std::string broken_pair(const Config& config);

}  // namespace mate
