#include "mate/avatar_bridge.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace mate {

using tare::Result;

AvatarBridge::AvatarBridge(std::string host, int port, AvatarTimes times)
    : host_(std::move(host)), port_(port), times_(times) {}

AvatarBridge::~AvatarBridge() { stop(); }

Result<> AvatarBridge::start() {
  if (started_.load(std::memory_order_acquire)) return {};
  std::lock_guard lock(mutex_);
  if (stopped_ || started_.load(std::memory_order_relaxed)) return {};
  auto address = avatar_address(host_, port_);
  if (!address) {
    return tare::bad_input(
        fmt::format("The avatar's address '{}' port {} must be an IPv4 or IPv6 address, or "
                    "localhost, and a port from 1 to 65535.",
                    tare::printable(host_, 80), port_));
  }
  if (!sender_) sender_ = std::make_unique<AvatarSender>(*address, times_);
  if (auto done = sender_->start(); !done) return done;
  started_.store(sender_.get(), std::memory_order_release);
  return {};
}

Result<> AvatarBridge::connect() { return start(); }

void AvatarBridge::stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  if (AvatarSender* sender = started_.load(std::memory_order_acquire)) sender->stop();
}

AvatarStatus AvatarBridge::status() const {
  AvatarSender* sender = started_.load(std::memory_order_acquire);
  if (!sender) return {};
  return {.state = sender->state(), .last_error = sender->last_error(), .counts = sender->counts()};
}

Result<> AvatarBridge::push(const Result<AvatarCommand>& command, bool new_face) {
  if (!command) return tare::pass(command.error());
  if (auto done = start(); !done) return done;
  if (auto* sender = started_.load(std::memory_order_acquire)) sender->push(*command, {}, new_face);
  return {};
}

Result<> AvatarBridge::load_model(std::string_view path) {
  return push(load_model_command(path), true);
}
Result<> AvatarBridge::unload_model() { return push(unload_model_command(), true); }
Result<> AvatarBridge::reset_expressions() { return push(reset_expressions_command(), true); }
Result<> AvatarBridge::set_transition_speed(double speed) {
  return push(set_transition_speed_command(speed));
}
Result<> AvatarBridge::set_auto_blink(bool enabled) {
  return push(set_auto_blink_command(enabled));
}
Result<> AvatarBridge::set_auto_head_movement(const HeadMovement& movement) {
  return push(set_auto_head_movement_command(movement));
}

Result<> AvatarBridge::set_expression(std::string_view name, double value) {
  if (auto sound = check_expression(name, value); !sound) return sound;
  if (auto done = start(); !done) return done;
  auto* sender = started_.load(std::memory_order_acquire);
  if (sender != nullptr) sender->push(name, clamped_expression(value));
  return {};
}

Result<> AvatarBridge::batch(std::span<const AvatarCommand> commands) {
  auto command = batch_command(commands);
  if (!command) return tare::pass(command.error());
  if (auto done = start(); !done) return done;
  std::string singles;
  for (const AvatarCommand& single : commands) singles += single.line;
  if (auto* sender = started_.load(std::memory_order_acquire)) sender->push(*command, singles);
  return {};
}

Result<> AvatarBridge::show(const ExpressionLevel& level) {
  if (!level.name.empty()) return set_expression(level.name, level.value);
  if (auto* sender = started_.load(std::memory_order_acquire)) sender->lower();
  return {};
}

}  // namespace mate
