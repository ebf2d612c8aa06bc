#include "mate/avatar_sender.h"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace mate {

using tare::Clock;
using tare::Duration;
using tare::refused;
using tare::Result;

namespace {

constexpr std::size_t kStack = 131072;
constexpr std::size_t kUsualCommand = 1024;
constexpr Duration kForever = Duration::max();
constexpr auto kAlert = std::chrono::microseconds(200);
constexpr auto kSoon = std::chrono::seconds(1);
constexpr auto kLookSoon = std::chrono::milliseconds(1);
constexpr auto kLookLater = std::chrono::milliseconds(5);
constexpr auto kBrief = std::chrono::seconds(1);  // a connection this short keeps the pause growing

int milliseconds_for(Duration time) {
  if (time == kForever) return -1;
  auto whole = std::chrono::ceil<std::chrono::milliseconds>(std::max(time, Duration::zero()));
  return static_cast<int>(std::min<std::int64_t>(whole.count(), 1 << 30));
}

// Creates the thread with every signal blocked, so that none of the program's lands in it.
int create(pthread_t& thread, void* (*body)(void*), void* argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  // The least stack already counts the thread's static storage and signal frames.
  auto least = static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_THREAD_STACK_MIN)));
  pthread_attr_setstacksize(&attributes, std::max(kStack, least + kStack / 2));
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread, &attributes, body, argument);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return error;
}

auto cannot_start(int error) {
  return refused(fmt::format("The thread that talks to the avatar cannot be started: {}.",
                             std::generic_category().message(error)),
                 error);
}

}  // namespace

Result<> AvatarSender::start() {
  std::lock_guard starting(starting_);
  if (running_ || stopping_) return {};
  wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake_) return cannot_start(errno);
  out_.reserve(kUsualCommand);
  singles_.reserve(kUsualCommand);
  auto body = [](void* self) -> void* {
    static_cast<AvatarSender*>(self)->run();
    return nullptr;
  };
  if (int error = create(thread_, body, this)) return cannot_start(error);
  running_ = true;
  return {};
}

void AvatarSender::stop() {
  std::lock_guard starting(starting_);
  stopped_ = true;
  stopping_ = true;
  if (!running_) return;
  ::eventfd_write(wake_.get(), 1);
  pthread_join(thread_, nullptr);
  running_ = false;
}

template <class Push>
void AvatarSender::queue(const Push& push) {
  if (stopped_) return;
  {
    std::lock_guard lock(mutex_);
    // What this thread put there before comes first.
    for (sort_inbox(); inbox_.promised(); sort_inbox()) ::sched_yield();
    push();
    waiting_ = queue_.size();
  }
  wake();
}

void AvatarSender::wake() {
  if (asleep_ && asleep_.exchange(false)) ::eventfd_write(wake_.get(), 1);
}

void AvatarSender::push(const AvatarCommand& command, std::string_view singles, bool new_face) {
  queue([&] {
    if (new_face) raised_.length = 0;
    queue_.push(command, singles);
  });
}

void AvatarSender::push(std::string_view expression, double value) {
  if (stopped_) return;
  while (!inbox_.put(expression, value)) {  // nobody sends: make room
    std::lock_guard lock(mutex_);
    sort_inbox();
    waiting_ = queue_.size();
  }
  wake();
}

void AvatarSender::lower() {
  queue([&] {
    if (raised_.length == 0) return;
    raised_.value = 0;
    queue_.push(raised_);
    raised_.length = 0;
  });
}

void AvatarSender::sort_inbox() {
  ExpressionValue expression;
  while (inbox_.take(expression)) sort(expression);
}

void AvatarSender::sort(const ExpressionValue& expression) {
  bool rises = expression.value > 0;
  bool same = raised_.name() == expression.name();
  if (rises && !same) {
    raised_.value = 0;
    if (raised_.length > 0) queue_.push(raised_);
    raised_ = expression;
  } else if (!rises && same) {
    raised_.length = 0;
  }
  queue_.push(expression);
}

AvatarCounts AvatarSender::counts() {
  auto instant = [](const Ticks& ticks) { return tare::Instant(Duration(ticks.load())); };
  std::lock_guard lock(mutex_);
  sort_inbox();
  waiting_ = queue_.size();
  // Each count is read before its time: the time is of what was counted, or later.
  return {.queued = queue_.size(),
          .sent = sent_,
          .replaced = queue_.counts().replaced,
          .dropped = queue_.counts().dropped,
          .connections = connections_,
          .answered_bytes = answered_,
          .last_sent = instant(sent_at_),
          .last_answer = instant(answered_at_),
          .queue_bytes = sizeof inbox_ + sizeof queue_ + queue_.reserved_bytes()};
}

void AvatarSender::run() {
  Duration pause_time = times_.first_pause;
  while (!stopping_) {
    auto began = Clock::now();
    bool stood = connect();
    if (stood) {
      serve();
      broken();
    }
    if (stood && Clock::now() - began > kBrief) pause_time = times_.first_pause;
    pause(pause_time);
    pause_time = std::min(pause_time * 2, times_.longest_pause);
  }
}

bool AvatarSender::connect() {
  set(AvatarState::connecting);
  auto deadline = Clock::now() + times_.connect;
  int error = link_.begin(address_);
  while (error == 0 && !stopping_) {
    auto woken = wait(POLLOUT, deadline - Clock::now());
    if (woken == Woken::by_us) continue;
    error = woken == Woken::by_time ? ETIMEDOUT : link_.connected();
    if (error != 0) break;
    end_cut_line();
    set(AvatarState::connected);
    last_error_ = 0;
    ++connections_;
    return true;
  }
  last_error_ = error;
  link_.close();
  set(AvatarState::disconnected);
  return false;
}

// Sends until the connection breaks or the end has come. Invariant: out_ from done_ on is owed to
// the avatar before anything of the queue.
void AvatarSender::serve() {
  while (!ending()) {
    bool works = true;
    if (done_ < out_.size()) {
      works = send_pending();
    } else if (awaiting_) {
      works = settle_batch();
    } else if (!take_next()) {
      if (stopping_) return take_leave();
      works = await_work();
    }
    if (!works) return;
  }
}

bool AvatarSender::take_next() {
  out_.clear();
  singles_.clear();
  done_ = 0;
  if (!inbox_.has() && waiting_.load(std::memory_order_acquire) == 0) return false;
  ExpressionValue expression;
  {
    std::lock_guard lock(mutex_);
    sort_inbox();
    if (!queue_.pop(out_, singles_, expression)) return false;
    waiting_.store(queue_.size(), std::memory_order_relaxed);
  }
  if (expression.length > 0) append_line(out_, expression);
  if (!singles_.empty() && !batches_taken_) out_.swap(singles_), singles_.clear();
  return true;
}

bool AvatarSender::send_pending() {
  auto sent = link_.send(std::string_view(out_).substr(done_));
  if (!sent) return false;
  done_ += *sent;
  if (done_ == out_.size()) {
    last_sent_ = Clock::now();
    sent_at_ = last_sent_.time_since_epoch().count();
    if (out_ != "\n") ++sent_;
    awaiting_ = !singles_.empty();
    batch_until_ = last_sent_ + times_.acknowledge;
    return true;
  }
  if (*sent > 0) return true;
  Duration time = stopping_ ? stop_by_ - Clock::now() : kForever;
  return wait(POLLIN | POLLOUT, time) != Woken::by_socket || drain();
}

// An avatar that does not know batches is sent their commands one by one, this time and from now
// on.
bool AvatarSender::settle_batch() {
  auto left = batch_until_ - Clock::now();
  if (left > Duration::zero() && !stopping_) {
    if (wait(POLLIN, left) == Woken::by_socket && !drain()) return false;
    awaiting_ = !link_.take_batch_answer();
    return true;
  }
  batches_taken_ = false;
  awaiting_ = false;
  out_.swap(singles_);
  singles_.clear();
  done_ = 0;
  return true;
}

// Waking a thread costs its caller a system call, 5 to 15 µs: ten times what a call may cost. So
// the thread looks by itself for a while after a command, at once, then each millisecond, then each
// five (a third of a frame of the avatar), and has to be woken only after a long pause. The price
// is that a command may wait for the next look.
bool AvatarSender::await_work() {
  auto idle = Clock::now() - last_sent_;
  bool asleep = idle >= times_.awake;
  if (asleep) {
    asleep_ = true;
    if (inbox_.has() || waiting_ > 0) asleep_ = false;
    if (!asleep_) return true;
  }
  bool alert = idle < kAlert && !asleep;
  if (alert) ::sched_yield();
  auto time = asleep         ? kForever
              : alert        ? Duration::zero()
              : idle < kSoon ? Duration(kLookSoon)
                             : Duration(kLookLater);
  bool alive = wait(POLLIN, time) != Woken::by_socket || drain();
  link_.take_batch_answer();  // one that came late answers nothing
  if (asleep) asleep_ = false;
  return alive;
}

// Closing with answers unread would reset the connection, and the avatar would lose what it has not
// read yet: say that no more comes, and read until the avatar closes too.
void AvatarSender::take_leave() {
  link_.finish();
  if (stop_by_ == tare::Instant{}) stop_by_ = Clock::now() + times_.flush;
  while (!ending()) {
    if (wait(POLLIN, stop_by_ - Clock::now()) == Woken::by_socket && !drain()) return;
  }
}

bool AvatarSender::drain() {
  bool alive = link_.drain();
  if (link_.drained() != answered_) answered_at_ = Clock::now().time_since_epoch().count();
  answered_ = link_.drained();
  return alive;
}

// What was cut short is begun again; a batch on its way is sent as single commands.
void AvatarSender::broken() {
  link_.close();
  set(AvatarState::disconnected);
  bool owed = done_ < out_.size() || awaiting_;
  if (awaiting_) out_.swap(singles_);
  if (!owed) out_.clear();
  if (awaiting_ || !owed) singles_.clear();
  awaiting_ = false;
  done_ = 0;
}

// The avatar keeps a line that a lost connection cut, and would read the next one as its rest: an
// empty line ends it.
void AvatarSender::end_cut_line() {
  if (connections_ > 0 && !out_.starts_with('\n')) out_.insert(out_.begin(), '\n');
}

void AvatarSender::pause(Duration time) {
  auto until = Clock::now() + time;
  while (!stopping_ && Clock::now() < until) wait(0, until - Clock::now());
}

AvatarSender::Woken AvatarSender::wait(short events, Duration time) {
  pollfd fds[2] = {{.fd = wake_.get(), .events = POLLIN, .revents = 0},
                   {.fd = link_.fd(), .events = events, .revents = 0}};
  int ready = ::poll(fds, 2, milliseconds_for(time));
  if (ready <= 0) return ready == 0 ? Woken::by_time : Woken::by_us;
  if (fds[0].revents != 0) {
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
    if (stopping_ && stop_by_ == tare::Instant{}) stop_by_ = Clock::now() + times_.flush;
  }
  return fds[1].revents != 0 ? Woken::by_socket : Woken::by_us;
}

bool AvatarSender::ending() const {
  return stopping_ && stop_by_ != tare::Instant{} && Clock::now() >= stop_by_;
}

}  // namespace mate
