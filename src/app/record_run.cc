#include "app/record_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/notebook.h"
#include "app/own_cost.h"
#include "app/run_readings.h"

namespace tare {

namespace {

constexpr auto kFlushEvery = std::chrono::seconds(10);  // the most that a power cut may take
constexpr int kMostBadMarks = 10;                       // told one by one

class Recording {
 public:
  Recording(Platform& platform, const std::vector<CardSource*>& cards, Program& program,
            RunStore& store, const RecordOptions& options, RecordHooks& hooks)
      : platform_(platform),
        program_(program),
        store_(store),
        options_(options),
        hooks_(hooks),
        cpu_before_(own_cost(platform).cpu),
        begin_(platform.now()),
        readings_(platform, cards, program.pid(), options.cards_every) {}

  Recorded run(const RunFacts& facts) {
    keep(store_.begin(facts));
    for (const auto& note : options_.notes) keep(store_.add(note));
    next_flush_ = begin_ + kFlushEvery;
    for (next_sample_ = begin_; !ended_;) {
      take_sample_if_due();
      std::visit([this](const auto& event) { handle(event); }, program_.next(next_sample_));
    }
    finish();
    return std::move(recorded_);
  }

 private:
  void handle(const Nothing&) {}
  void handle(const Mark& mark) {
    std::visit([&](const auto& what) { take(mark.caller, what); }, mark.what);
  }
  void handle(const Ended& end) {
    static_cast<End&>(recorded_) = end.end;
    ended_ = true;
  }
  void handle(const Interrupted& interrupted) {
    program_.stop(recorded_.interrupted == 0 ? options_.grace : Duration{});
    if (recorded_.interrupted == 0) recorded_.interrupted = interrupted.signal;
  }
  void handle(const BadMark& bad);

  void take(const Caller& caller, const StepMark& mark);
  void take(const Caller& caller, const TurnMark& mark);
  void take(const Caller&, const Note& note) { check_room(notebook_.add(note)); }
  void take(const Caller&, const Declared& declared) { check_room(notebook_.add(declared)); }
  void take(const Caller&, const ScopeMark&) {}  // doc/marks.md: a later version tables them

  void take_sample_if_due();
  Step measure(const StepMark& mark);
  void tell(Step step);
  void finish();

  Duration since_begin() const { return platform_.now() - begin_; }
  void keep(const Result<>& stored);
  void check_room(bool had_room);

  Platform& platform_;
  Program& program_;
  RunStore& store_;
  const RecordOptions& options_;
  RecordHooks& hooks_;
  Duration cpu_before_;
  Instant begin_;
  RunReadings readings_;
  Notebook notebook_;
  Recorded recorded_;
  bool ended_ = false;
  Instant next_sample_;
  Instant next_flush_;
  Reading parts_peak_;  // highest of the parts since the last step
  std::optional<Step> first_;
  std::optional<Step> last_step_;
  std::optional<Step> last_point_;  // step or part
  int bad_marks_ = 0;
  bool told_no_room_ = false;
};

void Recording::take_sample_if_due() {
  auto now = platform_.now();
  if (now < next_sample_) return;
  auto sample = readings_.sample(now, now - begin_);
  keep(store_.add(sample));
  ++recorded_.cost.samples;
  hooks_.on_sample(sample);
  // What was missed while a step was measured is not made up for.
  next_sample_ += options_.interval;
  if (next_sample_ <= now) next_sample_ = now + options_.interval;
  if (now < next_flush_) return;
  next_flush_ = now + kFlushEvery;
  keep(store_.flush());
}

Step Recording::measure(const StepMark& mark) {
  auto began = platform_.now();
  Step step{.name = mark.name, .part = mark.part};
  readings_.measure(step, began - begin_);
  if (mark.part) {
    if (!parts_peak_ || (step.peak_in_step && *parts_peak_ < *step.peak_in_step))
      parts_peak_ = step.peak_in_step;
  } else {
    if (parts_peak_ && step.peak_in_step)
      step.peak_in_step = std::max(*parts_peak_, *step.peak_in_step);
    parts_peak_ = {};
    step.notes = notebook_.take_notes();
  }
  step.declared = notebook_.declared();
  step.cost = platform_.now() - began;
  return step;
}

void Recording::take(const Caller& caller, const StepMark& mark) {
  auto step = measure(mark);
  step.late = program_.gave_up(caller);
  keep(store_.add(step));
  // Stored: only now may the program go on.
  bool arrived = program_.answer(caller);
  if (!arrived && !step.late && readings_.process_lives()) {
    step.late = true;
    keep(store_.add(Note{"late", step.name}));
  }
  tell(std::move(step));
}

void Recording::tell(Step step) {
  auto pointer = [](const std::optional<Step>& kept) { return kept ? &*kept : nullptr; };
  hooks_.on_step(step, pointer(first_), pointer(step.part ? last_point_ : last_step_));
  if (!step.part) {
    if (!first_) first_ = step;
    last_step_ = step;
  }
  last_point_ = std::move(step);
}

void Recording::take(const Caller& caller, const TurnMark& mark) {
  Turn turn{.number = mark.number,
            .prompt_tokens = mark.prompt_tokens,
            .reply_tokens = mark.reply_tokens};
  readings_.measure(turn, since_begin());
  keep(store_.add(turn));
  program_.answer(caller);
  hooks_.on_turn(turn);
}

void Recording::handle(const BadMark& bad) {
  if (++bad_marks_ <= kMostBadMarks) hooks_.on_warning(bad.why);
}

void Recording::finish() {
  if (bad_marks_ > kMostBadMarks)
    hooks_.on_warning(fmt::format("{} more marks were dropped.", bad_marks_ - kMostBadMarks));
  recorded_.notes = notebook_.take_notes();
  for (const auto& note : recorded_.notes) keep(store_.add(note));
  auto own = own_cost(platform_);
  recorded_.cost.recorder_cpu = own.cpu - cpu_before_;
  recorded_.cost.recorder_rss = own.rss;
  recorded_.lasted = since_begin();
  keep(store_.end(recorded_, recorded_.lasted, recorded_.cost));
}

void Recording::keep(const Result<>& stored) {
  if (stored || recorded_.unsaved) return;
  recorded_.unsaved = stored.error();
  hooks_.on_warning(stored.error().text);
}

void Recording::check_room(bool had_room) {
  if (had_room || told_no_room_) return;
  told_no_room_ = true;
  hooks_.on_warning(
      fmt::format("The program noted more than {} facts between two steps; the rest were dropped.",
                  Notebook::kMost));
}

}  // namespace

Result<Recorded> record_run(Platform& platform, const std::vector<CardSource*>& cards,
                            Program& program, RunStore& store, RunFacts facts,
                            const RecordOptions& options, RecordHooks& hooks) {
  if (options.interval < std::chrono::milliseconds(1))
    return bad_input("The interval between samples must be 1 ms or more.");
  facts.pid = program.pid();
  return Recording(platform, cards, program, store, options, hooks).run(facts);
}

}  // namespace tare
