// What the avatar's Unity side makes of the bytes it gets, with its flaws: it searches lines for
// substrings, ignores batches, and keeps a half line over a lost connection.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace avatar_double {

struct Expression {
  double value = 0;
  double target = 0;
};

class UnitySide {
 public:
  // One read of at most 4096 bytes. Calls `reply` with each answer.
  void receive(std::string_view bytes, const std::function<void(std::string_view)>& reply);

  // One frame: v += (target − v) · min(1, dt · speed), snapped at 0.001.
  void frame(double dt);

  // What a real avatar would show now.
  const std::map<std::string, Expression>& expressions() const { return expressions_; }
  const std::string& model() const { return model_; }
  double speed() const { return speed_; }
  bool blinks() const { return blinks_; }
  bool moves_head() const { return moves_head_; }
  // Names of the commands in the order they were understood; "?" for a line with none.
  const std::vector<std::string>& commands() const { return commands_; }

  // Whether batches are understood and acknowledged (the original does neither).
  bool batches = false;

 private:
  bool understand(std::string_view line);

  std::string buffer_;
  std::string model_;
  double speed_ = 3.0;
  bool blinks_ = true;
  bool moves_head_ = true;
  std::map<std::string, Expression> expressions_;
  std::vector<std::string> commands_;
};

}  // namespace avatar_double
