#include "mate/avatar_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "base/text.h"

namespace mate {

using tare::bad_input;
using tare::printable;
using tare::Result;

namespace {

constexpr std::array<std::string_view, 8> kCommands{
    "load_model",           "unload_model",   "set_expression",         "reset_expressions",
    "set_transition_speed", "set_auto_blink", "set_auto_head_movement", "batch"};
constexpr std::array<std::string_view, 4> kKeys{"command", "data", "name", "value"};

void append_unit(std::string& out, unsigned unit) {
  fmt::format_to(std::back_inserter(out), "\\u{:04x}", unit);
}

void append_escaped(std::string& out, char32_t c) {
  constexpr std::string_view kNamed = "\"\\\n\r\t\f\b";
  constexpr std::string_view kLetters = "\"\\nrtfb";
  auto named = c < 0x80 ? kNamed.find(static_cast<char>(c)) : std::string_view::npos;
  if (named != std::string_view::npos) {
    out += '\\';
    out += kLetters[named];
  } else if (c >= 0x20 && c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x10000) {
    append_unit(out, static_cast<unsigned>(c));
  } else {
    append_unit(out, 0xD800u + static_cast<unsigned>((c - 0x10000) >> 10));
    append_unit(out, 0xDC00u + static_cast<unsigned>((c - 0x10000) & 0x3FF));
  }
}

constexpr std::string_view kEnd = "}}\n";

void append_begin(std::string& line, std::string_view command) {
  line.append(R"({"command": ")").append(command).append(R"(", "data": {)");
}

std::string begin(std::string_view command) {
  std::string line;
  line.reserve(96);
  append_begin(line, command);
  return line;
}

AvatarCommand end(std::string line) {
  line += kEnd;
  return {std::move(line)};
}

void append_key(std::string& line, std::string_view key, bool first = false) {
  line.append(first ? "\"" : ", \"").append(key).append("\": ");
}

std::string_view word(bool value) { return value ? "true" : "false"; }

Result<> check_name(std::string_view name) {
  auto refuse = [&](std::string_view why) {
    return bad_input(
        fmt::format("Expression '{}' is not sent to the avatar: {}.", printable(name, 80), why));
  };
  if (name.empty()) return refuse("it has no name");
  if (name.size() > kLongestExpression) {
    return refuse(fmt::format("its name is longer than {} bytes", kLongestExpression));
  }
  for (std::string_view command : kCommands) {
    if (name.find(command) != std::string_view::npos) {
      return refuse(
          fmt::format("its name holds '{}', which the avatar would take for the command", command));
    }
  }
  if (std::ranges::find(kKeys, name) != kKeys.end()) {
    return refuse("its name is a key of the commands, which the avatar would find first");
  }
  return {};
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    auto c = tare::first_character(text);
    append_escaped(out, c.code);
    text.remove_prefix(c.length);
  }
  out += '"';
}

void append_json_real(std::string& out, double value) {
  auto start = out.size();
  fmt::format_to(std::back_inserter(out), "{}", value);
  bool whole = out.find_first_of(".e", start) == std::string::npos;
  if (whole) out += ".0";
}

Result<AvatarCommand> load_model_command(std::string_view path) {
  if (path.empty() || path.size() > kLongestPath) {
    return bad_input(
        fmt::format("The avatar's model '{}' is not loaded: its path must have 1 to {} "
                    "bytes.",
                    printable(path, 80), kLongestPath));
  }
  std::string line = begin("load_model");
  append_key(line, "path", true);
  append_json_text(line, path);
  return end(std::move(line));
}

AvatarCommand unload_model_command() { return end(begin("unload_model")); }

double clamped_expression(double value) {
  return std::clamp(value, 0.0, 1.0) + 0.0;  // -0.0 becomes 0.0
}

Result<> check_expression(std::string_view name, double value) {
  if (auto sound = check_name(name); !sound) return sound;
  if (!std::isnan(value)) return {};
  return bad_input(fmt::format("Expression '{}' is not sent to the avatar: its value is no number.",
                               printable(name, 80)));
}

Result<ExpressionValue> expression_value(std::string_view name, double value) {
  if (auto sound = check_expression(name, value); !sound) return tare::pass(sound.error());
  ExpressionValue expression;
  expression.length = static_cast<std::uint8_t>(name.copy(expression.letters.data(), name.size()));
  expression.value = clamped_expression(value);
  return expression;
}

void append_line(std::string& out, const ExpressionValue& expression) {
  append_begin(out, "set_expression");
  append_key(out, "name", true);
  append_json_text(out, expression.name());
  append_key(out, "value");
  append_json_real(out, expression.value);
  out += kEnd;
}

Result<AvatarCommand> set_expression_command(std::string_view name, double value) {
  auto expression = expression_value(name, value);
  if (!expression) return tare::pass(expression.error());
  AvatarCommand command;
  append_line(command.line, *expression);
  return command;
}

AvatarCommand reset_expressions_command() { return end(begin("reset_expressions")); }

Result<AvatarCommand> set_transition_speed_command(double speed) {
  if (std::isnan(speed)) return bad_input("The avatar's transition speed is no number.");
  std::string line = begin("set_transition_speed");
  append_key(line, "speed", true);
  append_json_real(line, std::clamp(speed, 0.1, 10.0));
  return end(std::move(line));
}

AvatarCommand set_auto_blink_command(bool enabled) {
  std::string line = begin("set_auto_blink");
  append_key(line, "enabled", true);
  line += word(enabled);
  return end(std::move(line));
}

Result<AvatarCommand> set_auto_head_movement_command(const HeadMovement& movement) {
  if (!std::isfinite(movement.min_interval + movement.max_interval + movement.max_angle)) {
    return bad_input("The avatar's head movement is not set: one of its values is no number.");
  }
  std::string line = begin("set_auto_head_movement");
  append_key(line, "enabled", true);
  line += word(movement.enabled);
  append_key(line, "min_interval");
  append_json_real(line, movement.min_interval);
  append_key(line, "max_interval");
  append_json_real(line, movement.max_interval);
  append_key(line, "max_angle");
  append_json_real(line, movement.max_angle);
  return end(std::move(line));
}

Result<AvatarCommand> batch_command(std::span<const AvatarCommand> commands) {
  if (commands.empty()) return bad_input("A batch for the avatar needs at least one command.");
  std::string line = begin("batch");
  append_key(line, "commands", true);
  line += '[';
  for (const AvatarCommand& command : commands) {
    if (line.back() != '[') line += ", ";
    line.append(command.line, 0, command.line.size() - 1);
  }
  line += fmt::format("], \"count\": {}", commands.size());
  if (line.size() + 3 > kLongestLine) {
    return bad_input(
        fmt::format("A batch of {} commands for the avatar is longer than {} KiB; "
                    "send fewer at once.",
                    commands.size(), kLongestLine / 1024));
  }
  return end(std::move(line));
}

}  // namespace mate
