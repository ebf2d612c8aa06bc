#include "mate/config.h"

#include <fmt/format.h>

#include <concepts>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

#include "base/text.h"
#include "mate/config_fields.h"
#include "mate/config_file.h"

namespace mate {

using tare::bad_input;
using tare::pass;
using tare::printable;
using tare::Result;

namespace {

using Json = nlohmann::ordered_json;  // keeps the user's order when saving

constexpr std::size_t kLargest = 1 << 20;
constexpr int kDeepest = 64;  // nlohmann's dump() and ours recurse

std::string shown(const Json& value) {
  return printable(value.dump(-1, ' ', false, Json::error_handler_t::replace), 80);
}

std::size_t line_of(std::string_view text, std::size_t byte) {
  std::size_t line = 1;
  for (char c : text.substr(0, byte > 0 ? byte - 1 : 0)) line += c == '\n' ? 1 : 0;
  return line;
}

Result<Json> parse(std::string_view text, const std::string& path) {
  bool too_deep = false;
  auto watch = [&](int depth, Json::parse_event_t, const Json&) {
    too_deep = too_deep || depth > kDeepest;
    return !too_deep;
  };
  try {
    Json json = Json::parse(text, watch);
    if (too_deep) {
      return bad_input(fmt::format("{}: nested deeper than {} levels.", printable(path), kDeepest));
    }
    if (!json.is_object()) {
      return bad_input(fmt::format("{}: {} must be a JSON object.", printable(path), shown(json)));
    }
    return json;
  } catch (const Json::parse_error& error) {
    return bad_input(fmt::format("{}: not JSON, or cut short: line {} cannot be understood.",
                                 printable(path), line_of(text, error.byte)));
  } catch (const Json::exception&) {  // a number beyond what a double holds
    return bad_input(fmt::format("{}: holds a number that is too large.", printable(path)));
  }
}

// One key's value out of JSON, or the rule that it breaks.
template <class Value, class... Rule>
std::string take(const Json& json, Value& value, Rule... rule) {
  if constexpr (std::same_as<Value, bool>) {
    if (!json.is_boolean()) return "must be true or false";
    value = json.get<bool>();
  } else if constexpr (std::same_as<Value, int>) {
    if (!json.is_number_integer()) return broken_rule(LONG_MAX, rule...);
    bool huge = json.is_number_unsigned() && json.get<std::uint64_t>() > LONG_MAX;
    long number = huge ? LONG_MAX : json.get<long>();
    auto broken = broken_rule(number, rule...);
    if (!broken.empty()) return broken;
    value = static_cast<int>(number);
  } else if constexpr (std::same_as<Value, double>) {
    if (!json.is_number()) return broken_rule(HUGE_VAL, rule...);
    value = json.get<double>();
    return broken_rule(value, rule...);
  } else if constexpr (std::same_as<Value, Profile>) {
    auto profile = json.is_string() ? profile_named(json.get_ref<const std::string&>())
                                    : std::optional<Profile>();
    if (!profile) return "must be one of auto, performance, balanced, cpu_fallback";
    value = *profile;
  } else {
    if (json.is_null()) {
      value.clear();
      return (rule, ...) == TextRule::any_or_null ? "" : "must be a text";
    }
    if (!json.is_string()) return "must be a text";
    value = json.get<std::string>();
    return broken_rule(std::string_view(value), rule...);
  }
  return {};
}

// The node at "a.b.c", or null. `broken` names a section on the way that is no object.
const Json* find(const Json& root, std::string_view path, std::string_view& broken) {
  const Json* node = &root;
  for (std::size_t from = 0; node && from <= path.size();) {
    if (!node->is_object()) {
      broken = path.substr(0, from - 1);
      return node;
    }
    auto dot = std::min(path.find('.', from), path.size());
    auto found = node->find(std::string(path.substr(from, dot - from)));
    node = found == node->end() ? nullptr : &*found;
    from = dot + 1;
  }
  return node;
}

Json& make(Json& root, std::string_view path) {
  Json* node = &root;
  while (true) {
    auto dot = path.find('.');
    node = &(*node)[std::string(path.substr(0, dot))];
    if (dot == std::string_view::npos) return *node;
    if (!node->is_object()) *node = Json::object();
    path = path.substr(dot + 1);
  }
}

// Takes the key away, and the sections that it leaves empty.
void remove(Json& node, std::string_view path) {
  auto dot = path.find('.');
  auto found = node.find(std::string(path.substr(0, dot)));
  if (found == node.end()) return;
  if (dot != std::string_view::npos) remove(*found, path.substr(dot + 1));
  if (dot == std::string_view::npos || found->empty()) node.erase(found);
}

std::string sentence(const std::string& file, std::string_view key, const Json& value,
                     std::string_view rule) {
  return fmt::format("{}: {}: {} {}.", printable(file), key, shown(value), rule);
}

Result<> lay_over(Config& config, const Json& json, const std::string& path) {
  std::string error;
  each_field(config, [&](std::string_view key, auto& value, auto... rule) {
    std::string_view section;
    const Json* node = error.empty() ? find(json, key, section) : nullptr;
    if (!node) return;
    if (!section.empty()) {
      error = sentence(path, section, *node, "must be an object");
      return;
    }
    auto broken = take(*node, value, rule...);
    if (!broken.empty()) error = sentence(path, key, *node, broken);
  });
  if (!error.empty()) return bad_input(std::move(error));
  auto pair = broken_pair(config);
  if (!pair.empty()) return bad_input(fmt::format("{}: {}.", printable(path), pair));
  return {};
}

std::string foreign_part(Json json) {
  each_field(std::as_const(*std::make_unique<Config>()),
             [&](std::string_view key, const auto&...) { remove(json, key); });
  return json.empty() ? std::string() : json.dump();
}

// A key of section "ai" that nobody reads is most likely misspelt.
void warn_of_unknown(Config& config, const std::string& path) {
  if (config.foreign.empty()) return;
  Json foreign = Json::parse(config.foreign);
  if (!foreign.contains("ai") || !foreign["ai"].is_object()) return;
  for (const auto& [key, value] : foreign["ai"].items()) {
    config.warnings.push_back(fmt::format("{}: ai.{}: not a key that is known here; it is kept.",
                                          printable(path), printable(key, 64)));
  }
}

void warn(Config& config, const std::string& path) {
  const AiConfig& ai = config.ai;
  if (ai.context_limit > 50) {
    config.warnings.push_back(
        fmt::format("{}: ai.context_limit: {} is above 50; long prompts make each reply slow.",
                    printable(path), ai.context_limit));
  }
  if (ai.max_tokens > 2048) {
    config.warnings.push_back(
        fmt::format("{}: ai.max_tokens: {} is above 2048; it leaves less of the context to the "
                    "conversation.",
                    printable(path), ai.max_tokens));
  }
  warn_of_unknown(config, path);
}

}  // namespace

LoadWishes Config::load_wishes() const {
  return {.profile = ai.gpu_profile,
          .gpu_layers = std::nullopt,
          .ctx = static_cast<std::uint32_t>(ai.n_ctx),
          .batch = static_cast<std::uint32_t>(ai.n_batch),
          .threads = ai.threads,
          .kv_type = ai.kv_type};
}

Result<Config> load_config(const std::string& path) {
  Config config;
  auto text = read_user_file(path, kLargest);
  if (!text) return pass(text.error());
  if (!*text) return config;
  auto json = parse(**text, path);
  if (!json) return pass(json.error());
  if (auto done = lay_over(config, *json, path); !done) return pass(done.error());
  config.foreign = foreign_part(std::move(*json));
  warn(config, path);
  return config;
}

Result<> save_config(const Config& config, const std::string& path) {
  if (auto sound = check(config, path); !sound) return sound;
  Json json = config.foreign.empty() ? Json::object() : Json::parse(config.foreign);
  each_field(config, [&]<class Value>(std::string_view key, const Value& value, auto... rule) {
    if constexpr (std::same_as<Value, Profile>) {
      make(json, key) = std::string(name(value));
    } else if constexpr (std::same_as<Value, std::string>) {
      bool null = value.empty() && ((rule == TextRule::any_or_null) || ...);
      bool unset = value.empty() && ((rule == TextRule::not_empty) || ...);
      if (null) make(json, key) = nullptr;
      if (!null && !unset) make(json, key) = value;
    } else {
      make(json, key) = value;
    }
  });
  return replace_user_file(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<> check(const Config& config, std::string_view where) {
  std::string error;
  each_field(config, [&]<class Value>(std::string_view key, const Value& value, auto... rule) {
    if constexpr (sizeof...(rule) > 0) {
      using Checked = std::conditional_t<
          std::same_as<Value, int>, long,
          std::conditional_t<std::same_as<Value, double>, double, std::string_view>>;
      bool unset = false;
      if constexpr (std::same_as<Value, std::string>) {
        unset = value.empty() && ((rule == TextRule::not_empty) || ...);
      }
      auto broken = unset ? std::string() : broken_rule(Checked(value), rule...);
      if (error.empty() && !broken.empty()) {
        error = sentence(std::string(where), key, Json(value), broken);
      }
    }
  });
  if (error.empty()) {
    auto pair = broken_pair(config);
    if (!pair.empty()) error = fmt::format("{}: {}.", printable(where), pair);
  }
  if (!error.empty()) return bad_input(std::move(error));
  return {};
}

}  // namespace mate
