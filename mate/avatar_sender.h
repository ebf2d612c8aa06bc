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
#include "mate/expression_inbox.h"

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
  tare::Duration awake = std::chrono::seconds(10);  // after a command, looking for the next one
};

struct AvatarCounts {
  std::uint64_t queued = 0;  // now
  std::uint64_t sent = 0;    // queue entries handed to the system
  std::uint64_t replaced = 0;
  std::uint64_t dropped = 0;
  std::uint64_t connections = 0;
  std::uint64_t answered_bytes = 0;  // read and thrown away
  tare::Instant last_sent{};         // when the last of `sent` was taken whole by the system
  tare::Instant last_answer{};       // when the last of `answered_bytes` were read
  std::size_t queue_bytes = 0;       // what the queue itself takes, its texts included
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

  // Queues under the lock and wakes the thread when it sleeps. Any thread. `new_face`: the command
  // lowers all expressions by itself.
  void push(const AvatarCommand& command, std::string_view singles = {}, bool new_face = false);
  // The same without the lock, for a name and value that avatar_command.h accepts. When another
  // expression rises (a value above 0), the one raised before is lowered to 0 first.
  void push(std::string_view expression, double value);
  // Lowers the expression that is raised, if one is.
  void lower();

  AvatarState state() const { return state_.load(std::memory_order_relaxed); }
  int last_error() const { return last_error_.load(std::memory_order_relaxed); }
  AvatarCounts counts();

 private:
  enum class Woken { by_time, by_socket, by_us };
  using Ticks = std::atomic<tare::Instant::rep>;  // an Instant that other threads may look at

  template <class Push>
  void queue(const Push& push);
  void sort_inbox();
  void sort(const ExpressionValue& expression);
  void wake();

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

  ExpressionInbox inbox_;  // taken from under the lock
  std::atomic<bool> asleep_{false};
  std::atomic<bool> stopped_{false};

  std::mutex mutex_;  // guards the two below
  AvatarQueue queue_;
  ExpressionValue raised_;  // the expression above 0, without a name for none

  std::atomic<AvatarState> state_{AvatarState::disconnected};
  std::atomic<int> last_error_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> waiting_{0};  // in the queue; saves an idle thread the lock
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<std::uint64_t> answered_{0};
  Ticks sent_at_{0};
  Ticks answered_at_{0};

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
