// The commands of the avatar as bytes: what json.dumps of the original's Python wrote, one object a
// line, ASCII only, a blank after ":" and ",". Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mate {

// A command: its line, "\n" at its end.
struct AvatarCommand {
  std::string line;
};

// An expression's value on its way: its line is made when it is sent, so that who asks for it pays
// neither for making text nor for memory.
struct ExpressionValue {
  static constexpr std::size_t kLongestName = 64;  // bytes
  std::array<char, kLongestName> letters{};
  std::uint8_t length = 0;
  double value = 0;
  std::string_view name() const { return {letters.data(), length}; }
};

struct HeadMovement {
  bool enabled = true;
  double min_interval = 3.0;  // seconds
  double max_interval = 7.0;
  double max_angle = 5.0;  // degrees
};

inline constexpr std::size_t kLongestPath = 4096;  // bytes
inline constexpr std::size_t kLongestExpression = ExpressionValue::kLongestName;
inline constexpr std::size_t kLongestLine = 32768;  // bytes, of any command

// Errors are sentences; kind bad_input. Texts that are not UTF-8 are sent with U+FFFD.
tare::Result<AvatarCommand> load_model_command(std::string_view path);
AvatarCommand unload_model_command();
// Refused: an empty or overlong name; one that holds a command's name or is one of the keys
// "command", "data", "name", "value" (the Unity side finds commands and keys by searching the
// line); a value that is no number. The value is clamped to 0..1.
tare::Result<AvatarCommand> set_expression_command(std::string_view name, double value);
// The same in its parts.
tare::Result<> check_expression(std::string_view name, double value);
double clamped_expression(double value);
tare::Result<ExpressionValue> expression_value(std::string_view name, double value);
void append_line(std::string& out, const ExpressionValue& expression);

AvatarCommand reset_expressions_command();
// Clamped to 0.1..10.
tare::Result<AvatarCommand> set_transition_speed_command(double speed);
AvatarCommand set_auto_blink_command(bool enabled);
tare::Result<AvatarCommand> set_auto_head_movement_command(const HeadMovement& movement);
// Several commands in one line. Refused: none, or more than kLongestLine holds.
tare::Result<AvatarCommand> batch_command(std::span<const AvatarCommand> commands);

// Like Python's json.dumps of a str, quotes included: everything outside ASCII as \uXXXX.
void append_json_text(std::string& out, std::string_view text);
// Like Python's repr of a float: 1.0, 0.35, 1e-05, 1e+16. Finite numbers only.
void append_json_real(std::string& out, double value);

}  // namespace mate
