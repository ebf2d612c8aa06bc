#include "cli/top_loop.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "app/watch_text.h"
#include "app/watch_words.h"
#include "base/unique_fd.h"
#include "cli/output.h"
#include "cli/top_marks.h"
#include "ui/tui/layout.h"
#include "ui/tui/screen.h"
#include "ui/tui/terminal_signals.h"

namespace tare {

namespace {

// Waits for a descriptor, the signals that stop us, or the program's word: whichever comes first.
class Waiter {
 public:
  static Result<Waiter> begin(TopLoop& top, TopMarks* marks) {
    Waiter waiter(top.program, marks);
    if (top.program != nullptr) return waiter;
    auto stop = StopSignals::begin();
    if (!stop) return pass(stop.error());
    waiter.stop_.emplace(std::move(*stop));
    return waiter;
  }

  // -1: none. True when something that is seen changed.
  bool wait(Instant deadline, int fd) {
    if (program_ == nullptr) return wait_alone(deadline, fd);
    program_->wake_on(fd);
    if (!ended_) {
      auto event = program_->next(deadline);
      ended_ = std::holds_alternative<Ended>(event);
      return marks_->take(event);
    }
    // An ended program answers at once, so the waiting is ours; signals still go to it.
    poll_until(std::min(deadline, Clock::now() + std::chrono::milliseconds(200)), fd, -1);
    return marks_->take(program_->next(Clock::now()));
  }
  int stopped() const { return marks_ != nullptr ? marks_->interrupted() : signal_; }

 private:
  Waiter(LinuxProgram* program, TopMarks* marks) : program_(program), marks_(marks) {}

  static void poll_until(Instant deadline, int fd, int other) {
    std::array<pollfd, 2> polled = {pollfd{fd, POLLIN, 0}, pollfd{other, POLLIN, 0}};
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    ::poll(polled.data(), polled.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
  }
  bool wait_alone(Instant deadline, int fd) {
    poll_until(deadline, fd, stop_->fd());
    if (int signal = stop_->take()) signal_ = signal;
    return false;
  }

  LinuxProgram* program_;
  TopMarks* marks_;
  std::optional<StopSignals> stop_;
  int signal_ = 0;
  bool ended_ = false;
};

// Keyboard and terminal signals as one descriptor.
Result<UniqueFd> watch_both(int keyboard, int signals) {
  UniqueFd both(::epoll_create1(EPOLL_CLOEXEC));
  for (int fd : {keyboard, signals}) {
    epoll_event wanted{.events = EPOLLIN, .data = {.fd = fd}};
    if (!both || ::epoll_ctl(both.get(), EPOLL_CTL_ADD, fd, &wanted) != 0)
      return refused(fmt::format("Cannot watch the keyboard: {}.", std::strerror(errno)), errno);
  }
  return both;
}

std::optional<TopMarks> marks_of(TopLoop& top) {
  if (top.program == nullptr) return std::nullopt;
  return TopMarks(top.platform, top.cards, *top.program, top.model, top.output);
}

class OnScreen {
 public:
  OnScreen(TopLoop& top, tui::Screen& screen, tui::TerminalSignals& signals, TopMarks* marks)
      : top_(top), screen_(screen), signals_(signals), marks_(marks) {}

  int run(Waiter& waiter, int fd) {
    while (!leave_ && waiter.stopped() == 0) {
      auto now = top_.platform.now();
      read_if_due(now);
      read_mappings_if_due();
      if (dirty_) draw();
      dirty_ = waiter.wait(next_wake(), fd);
      take_signals();
      take_keys();
    }
    return waiter.stopped();
  }

 private:
  void read_if_due(Instant now) {
    if (top_.model.paused || now < next_read_) return;
    int rises = top_.model.take(top_.watch.read(top_.model.attention()));
    if (rises > 0) screen_.bell();
    if (marks_ != nullptr) marks_->read_output();
    next_read_ = std::max(next_read_ + top_.model.settings.interval, now);
    if (next_read_ <= now) next_read_ = now + top_.model.settings.interval;
    dirty_ = true;
  }

  void read_mappings_if_due() {
    const auto* track = top_.model.selected();
    bool lives = track != nullptr && !track->ended && !top_.model.paused;
    schedule_.select(lives ? track->now.serial : 0, top_.platform.now());
    auto due = schedule_.due();
    if (!due || top_.platform.now() < *due) return;
    auto read = top_.watch.mappings(track->now);
    schedule_.done(top_.platform.now(), read.cost);
    top_.model.take(std::move(read));
    dirty_ = true;
  }

  Instant next_wake() {
    auto wake = top_.model.paused ? top_.platform.now() + std::chrono::hours(1) : next_read_;
    if (auto due = schedule_.due(); due && *due < wake) wake = *due;
    return wake;
  }

  void draw() {
    screen_.show(tui::draw(top_.model, {.width = screen_.width(),
                                        .height = screen_.height(),
                                        .unicode = top_.unicode,
                                        .lang = top_.lang}));
  }

  void take_signals() {
    while (int signal = signals_.take()) {
      dirty_ = true;
      if (signal == SIGQUIT) leave_ = true;
      if (signal == SIGWINCH) screen_.resize();
      if (signal == SIGCONT) screen_.enter();
      if (signal != SIGTSTP) continue;
      screen_.leave();
      signals_.stop_here();
      screen_.enter();
    }
  }

  void take_keys() {
    for (const auto& key : screen_.keys()) {
      auto answer = top_.model.press(key);
      dirty_ = dirty_ || answer != KeyAnswer::none;
      if (answer == KeyAnswer::quit) leave_ = true;
      if (answer == KeyAnswer::read) next_read_ = top_.platform.now();
      if (answer == KeyAnswer::interval)
        next_read_ = top_.platform.now() + top_.model.settings.interval;
    }
    if (screen_.closed()) leave_ = true;
  }

  TopLoop& top_;
  tui::Screen& screen_;
  tui::TerminalSignals& signals_;
  TopMarks* marks_;
  MappingsSchedule schedule_;
  Instant next_read_{};
  bool dirty_ = true;
  bool leave_ = false;
};

}  // namespace

Result<int> top_on_screen(TopLoop& top) {
  auto marks = marks_of(top);
  auto waiter = Waiter::begin(top, marks ? &*marks : nullptr);
  if (!waiter) return pass(waiter.error());
  auto signals = tui::TerminalSignals::begin();
  if (!signals) return pass(signals.error());
  auto both = watch_both(STDIN_FILENO, signals->fd());
  if (!both) return pass(both.error());
  auto screen = tui::Screen::open({.color = top.color, .unicode = top.unicode});
  if (!screen) return pass(screen.error());
  return OnScreen(top, **screen, *signals, marks ? &*marks : nullptr).run(*waiter, both->get());
}

Result<int> top_in_lines(TopLoop& top) {
  auto marks = marks_of(top);
  auto waiter = Waiter::begin(top, marks ? &*marks : nullptr);
  if (!waiter) return pass(waiter.error());
  auto next = top.platform.now();
  std::size_t told_steps = 0;
  while (waiter->stopped() == 0) {
    if (top.platform.now() >= next) {
      int rises = top.model.take(top.watch.read(top.model.attention()));
      auto text = watch_line(top.lang, top.model);
      if (rises > 0)
        for (const auto& sentence : alert_sentences(top.lang, top.model)) text += sentence + "\n";
      if (!print_out(text)) return 0;
      next += top.model.settings.interval;
      if (next <= top.platform.now()) next = top.platform.now() + top.model.settings.interval;
      const auto* track = top.model.selected();
      if (top.model.settings.root && (track == nullptr || track->ended)) return 0;
    }
    waiter->wait(next, -1);
    const auto& steps = top.model.steps;
    for (auto left = std::min(top.model.steps_seen - told_steps, steps.size()); left > 0; --left)
      if (!print_out(watch_step_line(top.lang, steps[steps.size() - left]))) return 0;
    told_steps = top.model.steps_seen;
    if (top.program != nullptr && top.model.program->end.how != End::How::running) return 0;
  }
  return waiter->stopped();
}

}  // namespace tare
