// The thread that carries commands to the avatar: connects, sends, throws answers away, connects
// again. Made at the first command, with a small stack; it allocates only for commands over 1 KiB.
#pragma once

#include <pthread.h>

#include <atomic>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "mate/avatar_link.h"
#include "mate/avatar_queue.h"

namespace mate {

enum class AvatarState { disconnected, connecting, connected };
constexpr std::string_view name(AvatarState state) {
  switch (state) {
    case AvatarState::disconnected:
      return "disconnected";
    case AvatarState::connecting:
      return "connecting";
    case AvatarState::connected:
      return "connected";
  }
  return "disconnected";
}

struct AvatarTimes {
  tare::Duration connect = std::chrono::seconds(5);
  tare::Duration first_pause = std::chrono::milliseconds(100);  // doubled at each failure up to
  tare::Duration longest_pause = std::chrono::seconds(10);
  tare::Duration acknowledge = std::chrono::milliseconds(200);  // a batch, before its singles go
  tare::Duration flush = std::chrono::milliseconds(50);         // at the end, for what is queued
};

struct AvatarCounts {
  std::uint64_t queued = 0;  // now
  std::uint64_t sent = 0;    // queue entries handed to the system
  std::uint64_t replaced = 0;
  std::uint64_t dropped = 0;
  std::uint64_t connections = 0;
  std::uint64_t answered_bytes = 0;  // read and thrown away
};

class AvatarSender {
 public:
  AvatarSender(AvatarAddress address, AvatarTimes times) : address_(address), times_(times) {}
  ~AvatarSender() { stop(); }
  AvatarSender(const AvatarSender&) = delete;
  AvatarSender& operator=(const AvatarSender&) = delete;

  // Starts the thread; nothing when it runs. Kind refused.
  tare::Result<> start();
  // Ends the thread within 100 ms, after `flush` at most for what is still queued. For good: what
  // comes later is dropped.
  void stop();

  // Queues under the lock and wakes the thread when it sleeps. Any thread.
  void push(const AvatarCommand& command, std::string_view singles = {});

  AvatarState state() const { return state_.load(std::memory_order_relaxed); }
  int last_error() const { return last_error_.load(std::memory_order_relaxed); }
  AvatarCounts counts() const;

 private:
  enum class Woken { by_time, by_socket, by_us };

  void run();
  bool connect();
  void serve();
  bool take_next();
  bool send_pending();
  bool await_work();
  bool settle_batch();
  bool drain();
  void take_leave();
  void broken();
  void end_cut_line();
  void pause(tare::Duration time);
  Woken wait(short events, tare::Duration time);
  bool ending() const;
  void set(AvatarState state) { state_.store(state, std::memory_order_relaxed); }

  const AvatarAddress address_;
  const AvatarTimes times_;
  pthread_t thread_{};
  bool running_ = false;  // of the caller's side, under starting_
  std::mutex starting_;
  tare::UniqueFd wake_;

  mutable std::mutex mutex_;  // guards the queue and the two below; never held over a system call
  AvatarQueue queue_;
  bool asleep_ = false;
  bool stopped_ = false;

  std::atomic<AvatarState> state_{AvatarState::disconnected};
  std::atomic<int> last_error_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<std::uint64_t> answered_{0};

  // The thread's own.
  AvatarLink link_;
  std::string out_;       // being sent
  std::size_t done_ = 0;  // of out_
  std::string singles_;   // to send when the batch in out_ is not acknowledged
  tare::Instant batch_until_{};
  bool awaiting_ = false;      // the acknowledgement of a batch
  bool batches_taken_ = true;  // until one is not acknowledged
  tare::Instant last_sent_{};
  tare::Instant stop_by_{};
};

}  // namespace mate
