#include "mate/avatar_double/unity_side.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace avatar_double {

namespace {

constexpr std::array<std::string_view, 7> kSearched{
    "load_model",           "unload_model",   "set_expression",        "reset_expressions",
    "set_transition_speed", "set_auto_blink", "set_auto_head_movement"};

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

// What follows the first "key": and a blank.
std::string_view behind(std::string_view line, std::string_view key) {
  auto at = line.find(quoted(key));
  if (at == std::string_view::npos) return {};
  line.remove_prefix(at + key.size() + 2);
  auto start = line.find_first_not_of(": ");
  return start == std::string_view::npos ? std::string_view{} : line.substr(start);
}

std::string text_of(std::string_view line, std::string_view key) {
  auto rest = behind(line, key);
  auto open = rest.find('"');
  if (open == std::string_view::npos) return {};
  auto close = rest.find('"', open + 1);
  return std::string(rest.substr(open + 1, close - open - 1));
}

double number_of(std::string_view line, std::string_view key) {
  return std::strtod(std::string(behind(line, key).substr(0, 40)).c_str(), nullptr);
}

bool flag_of(std::string_view line, std::string_view key) {
  return behind(line, key).starts_with("true");
}

}  // namespace

void UnitySide::receive(std::string_view bytes,
                        const std::function<void(std::string_view)>& reply) {
  buffer_ += bytes;
  for (auto end = buffer_.find('\n'); end != std::string::npos; end = buffer_.find('\n')) {
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    if (line.empty()) continue;
    if (batches && text_of(line, "command") == "batch") {
      commands_.emplace_back("batch");
      reply("{\"command\": \"batch\", \"ok\": true}\n");
    } else if (understand(line)) {
      reply("{}\n");
    }
  }
}

bool UnitySide::understand(std::string_view line) {
  auto found = std::ranges::find_if(kSearched, [&](auto command) {
    return line.find(quoted(command)) != std::string_view::npos;
  });
  commands_.emplace_back(found == kSearched.end() ? "?" : *found);
  const std::string& command = commands_.back();
  if (command == "load_model") model_ = text_of(line, "path");
  if (command == "unload_model") model_.clear();
  if (command == "set_expression") {
    expressions_[text_of(line, "name")].target = number_of(line, "value");
  }
  if (command == "reset_expressions") {
    for (auto& [name, expression] : expressions_) expression.target = 0;
  }
  if (command == "set_transition_speed") speed_ = number_of(line, "speed");
  if (command == "set_auto_blink") blinks_ = flag_of(line, "enabled");
  if (command == "set_auto_head_movement") moves_head_ = flag_of(line, "enabled");
  return command != "?";
}

void UnitySide::frame(double dt) {
  for (auto& [name, expression] : expressions_) {
    double left = expression.target - expression.value;
    expression.value += left * std::min(1.0, dt * speed_);
    if (std::abs(expression.target - expression.value) < 0.001) {
      expression.value = expression.target;
    }
  }
}

}  // namespace avatar_double
