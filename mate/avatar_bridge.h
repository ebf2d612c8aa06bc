// The avatar from the companion's side: every call only queues a command and returns, whether the
// avatar is there, slow, hung or absent. Calls may come from any thread.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mate/avatar_command.h"
#include "mate/avatar_sender.h"
#include "mate/emotion.h"

namespace mate {

struct AvatarStatus {
  AvatarState state = AvatarState::disconnected;
  int last_error = 0;  // errno of the last connection that failed; 0 while connected
  AvatarCounts counts;
};

class AvatarBridge {
 public:
  // Costs nothing until the first command or connect(). The address is an IPv4 or IPv6 address, or
  // localhost: another makes every call say so.
  AvatarBridge(std::string host, int port, AvatarTimes times = {});
  ~AvatarBridge();
  AvatarBridge(const AvatarBridge&) = delete;
  AvatarBridge& operator=(const AvatarBridge&) = delete;

  // Starts to connect, and to connect again whenever the connection is lost.
  tare::Result<> connect();
  // Within 100 ms; commands after it are dropped. The destructor does it too.
  void stop();
  AvatarStatus status() const;

  // Errors: what avatar_command.h refuses, or the sender's thread that cannot be started.
  tare::Result<> load_model(std::string_view path);
  tare::Result<> unload_model();
  // Expressions add up on the avatar: when another one rises (a value above 0), the one raised
  // before is lowered to 0 first.
  tare::Result<> set_expression(std::string_view name, double value);
  tare::Result<> reset_expressions();
  tare::Result<> set_transition_speed(double speed);
  tare::Result<> set_auto_blink(bool enabled);
  tare::Result<> set_auto_head_movement(const HeadMovement& movement);
  // As one line; as single commands when the avatar does not acknowledge it in time. An avatar that
  // failed to once gets single commands from then on. The commands are sent as they are.
  tare::Result<> batch(std::span<const AvatarCommand> commands);

  // The emotion of a reply: its expression, or none, which lowers the one raised before.
  tare::Result<> show(const ExpressionLevel& level);

 private:
  tare::Result<> push(const tare::Result<AvatarCommand>& command, bool new_face = false);
  tare::Result<> start();

  std::string host_;
  int port_;
  AvatarTimes times_;
  std::mutex mutex_;  // guards the two below
  bool stopped_ = false;
  std::unique_ptr<AvatarSender> sender_;
  std::atomic<AvatarSender*> started_{nullptr};
};

}  // namespace mate
