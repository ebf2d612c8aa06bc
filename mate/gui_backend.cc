#include "mate/gui_backend.h"

#include <utility>

namespace mate {

namespace {

constexpr std::size_t kHistoryShown = 200;

ChatOutcome outcome_of(const tare::Result<ChatAnswer>& answer) {
  if (!answer) return {.error = answer.error().text};
  return {.reply = answer->text,
          .emotion = answer->emotion,
          .seconds = tare::seconds(answer->total),
          .tokens_per_s = reply_speed(*answer),
          .cancelled = answer->cancelled,
          .error = answer->not_saved};
}

}  // namespace

GuiBackend::GuiBackend(Companion& companion, std::string model_line,
                       std::function<void(int, int, int, int)> keep_geometry)
    : companion_(companion),
      model_line_(std::move(model_line)),
      keep_geometry_(std::move(keep_geometry)),
      last_(companion.holdings()) {
  if (auto kept = companion_.history(kHistoryShown)) {
    for (auto& line : *kept)
      history_.push_back(
          {std::move(line.user_input), std::move(line.bot_response), std::move(line.emotion)});
  }
  worker_ = std::jthread([this] { work(); });
}

GuiBackend::~GuiBackend() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  companion_.cancel();
  wake_.notify_all();
}

void GuiBackend::send(std::string text, std::function<void(std::string_view)> on_piece,
                      std::function<void(const ChatOutcome&)> on_done) {
  {
    std::lock_guard lock(mutex_);
    if (!talking_ && jobs_.empty()) {
      jobs_.push_back({std::move(text), std::move(on_piece), std::move(on_done)});
      wake_.notify_all();
      return;
    }
  }
  on_done({.error = "A reply is being written: wait for its end or cancel it."});
}

void GuiBackend::cancel() { companion_.cancel(); }

void GuiBackend::reset() {
  std::lock_guard lock(mutex_);
  jobs_.push_back({.reset = true});
  wake_.notify_all();
}

void GuiBackend::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    auto job = std::move(jobs_.front());
    jobs_.erase(jobs_.begin());
    talking_ = true;
    lock.unlock();
    talk(job);
    lock.lock();
  }
}

void GuiBackend::talk(const Job& job) {
  ChatOutcome outcome;
  {
    std::lock_guard lock(companion_mutex_);
    if (job.reset) {
      companion_.reset();
    } else {
      outcome = outcome_of(companion_.say(job.text, job.on_piece));
    }
    auto now = companion_.holdings();
    std::lock_guard last(last_mutex_);
    last_ = std::move(now);
    if (!outcome.reply.empty()) history_.push_back({job.text, outcome.reply, outcome.emotion});
  }
  {
    std::lock_guard lock(mutex_);
    talking_ = false;  // before on_done: the window may send the next message from there
  }
  if (job.on_done) job.on_done(outcome);
}

std::vector<ChatLine> GuiBackend::history() {
  std::lock_guard lock(last_mutex_);
  return history_;
}

// While a reply is written the numbers of its beginning are told: the window never waits.
Holdings GuiBackend::holdings() {
  std::unique_lock lock(companion_mutex_, std::try_to_lock);
  if (lock.owns_lock()) return companion_.holdings();
  std::lock_guard last(last_mutex_);
  return last_;
}

std::string GuiBackend::memory_report() { return mate::memory_report(holdings()); }
std::string GuiBackend::memory_line() { return mate::memory_line(holdings()); }

void GuiBackend::keep_geometry(int x, int y, int width, int height) {
  if (keep_geometry_) keep_geometry_(x, y, width, height);
}

}  // namespace mate
