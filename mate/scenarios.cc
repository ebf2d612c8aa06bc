#include "mate/scenarios.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/run.h"
#include "tare/marks.hpp"

namespace mate {

namespace {

using tare::marks::part;
using tare::marks::step;

// Speeds of the messages since the step before.
class Speeds {
 public:
  void add(const ChatAnswer& answer) {
    read_ += answer.prompt_tokens - answer.reused_tokens;
    read_time_ += answer.prompt_time;
    made_ += answer.reply_tokens > 0 ? answer.reply_tokens - 1 : 0;
    made_time_ += answer.reply_time;
    first_tokens_.push_back(answer.first_token);
  }
  void note_and_clear() {
    if (first_tokens_.empty()) return;
    auto middle = first_tokens_.begin() + static_cast<std::ptrdiff_t>(first_tokens_.size() / 2);
    std::ranges::nth_element(first_tokens_, middle);
    note("first_token_ms", tare::milliseconds(*middle));
    rate("prompt_tokens_per_s", read_, read_time_);
    rate("reply_tokens_per_s", made_, made_time_);
    *this = {};
  }

 private:
  static void rate(std::string_view key, std::uint64_t count, tare::Duration time) {
    if (time <= tare::Duration::zero() || count == 0) return;
    note(key, static_cast<double>(count) / tare::seconds(time));
  }

  std::uint64_t read_ = 0;
  std::uint64_t made_ = 0;
  tare::Duration read_time_{};
  tare::Duration made_time_{};
  std::vector<tare::Duration> first_tokens_;
};

class ModelRun {
 public:
  ModelRun(const ModelParts& parts, const ModelScenario& scenario)
      : parts_(parts), scenario_(scenario) {}

  tare::Result<> start_backend() { return parts_.engine.start(); }

  tare::Result<> load() {
    say("loading the model");
    auto outcome = parts_.manager.load(scenario_.request, {});
    if (!outcome) return tare::pass(outcome.error());
    if (auto begun = parts_.chat.begin(outcome->facts, {}); !begun) return begun;
    note_load(*outcome, scenario_.profile);
    for (const auto* sentences : {&outcome->gave_up, &outcome->warnings, &outcome->remarks}) {
      for (const auto& sentence : *sentences) say(sentence);
    }
    return scenario_.warm ? warm() : tare::Result<>{};
  }

  tare::Result<ChatAnswer> message(std::uint64_t number) {
    const auto& prompt = scenario_.prompts[(number - 1) % scenario_.prompts.size()];
    auto answer = parts_.chat.say(prompt, {});
    if (!answer) return answer;
    if (!answer->not_saved.empty()) return tare::refused(answer->not_saved);
    speeds_.add(*answer);
    note(tare::kTurnFirstToken,
         fmt::format("{} {:.2f}", number, tare::milliseconds(answer->first_token)));
    note(tare::kTurnReply, fmt::format("{} {:.2f}", number, tare::milliseconds(answer->total)));
    tare::marks::turn(number, answer->prompt_tokens, answer->reply_tokens);
    return answer;
  }

  void mark(std::string_view name) {
    speeds_.note_and_clear();
    if (parts_.governor != nullptr) note_threads(*parts_.governor);
    memory_.declare(parts_.engine, parts_.sqlite_memory ? parts_.sqlite_memory() : tare::Bytes{});
    step(name);
    say(name);
  }

  void unload() {
    auto outcome = parts_.manager.unload();
    note("unload", describe(outcome));
    say(describe(outcome));
  }

  void say(std::string_view text) const {
    if (parts_.say) parts_.say(text);
  }

 private:
  tare::Result<> warm() {
    auto took = parts_.chat.warm(parts_.manager);
    if (!took) return tare::pass(took.error());
    note("warm_ms", tare::milliseconds(*took));
    return {};
  }

  const ModelParts& parts_;
  const ModelScenario& scenario_;
  MemoryMarks memory_;
  Speeds speeds_;
};

tare::Result<> one_reply(ModelRun& run, std::uint64_t number, std::string_view step_name) {
  auto answer = run.message(number);
  if (!answer) return tare::pass(answer.error());
  note("messages", number);
  note("reply_ms", tare::milliseconds(answer->total));
  run.mark(step_name);
  return {};
}

}  // namespace

std::optional<Scenario> scenario_named(std::string_view text) {
  for (auto scenario : {Scenario::startup, Scenario::load, Scenario::conversation, Scenario::ipc}) {
    if (name(scenario) == text) return scenario;
  }
  return std::nullopt;
}

std::vector<std::string> seed_prompts() {
  return {"Bonjour !", "Comment vas-tu ?", "Parle-moi de toi", "Quelle est ta fonction ?",
          "Merci pour tes réponses"};
}

tare::Result<> run_startup(const StartupParts& parts) {
  if (auto made = parts.configuration(); !made) return made;
  part("configuration");
  if (auto made = parts.avatar_bridge(); !made) return made;
  part("avatar bridge");
  step("2 configuration and avatar bridge");
  if (auto made = parts.qt_module(); !made) return made;
  part("Qt module");
  if (auto made = parts.qt_application(); !made) return made;
  part("QApplication");
  step("3 Qt window toolkit");
  return {};
}

tare::Result<> run_load(const ModelParts& parts, const ModelScenario& scenario) {
  ModelRun run(parts, scenario);
  if (auto done = run.start_backend(); !done) return done;
  run.mark("2 AI libraries and backend");
  if (auto done = run.load(); !done) return done;
  run.mark("3 model loaded");
  if (auto done = one_reply(run, 1, "4 first reply"); !done) return done;
  if (auto done = one_reply(run, 2, "5 second reply"); !done) return done;
  run.unload();
  run.mark("6 unloaded");
  return {};
}

tare::Result<> run_conversation(const ModelParts& parts, const ModelScenario& scenario) {
  ModelRun run(parts, scenario);
  if (auto done = run.start_backend(); !done) return done;
  run.mark("2 engine made");
  if (auto done = run.load(); !done) return done;
  run.mark("2b model loaded");

  const std::uint64_t stops[] = {scenario.turns / 10, scenario.turns / 2, scenario.turns};
  std::uint64_t number = 0;
  for (int stop = 0; stop < 3; ++stop) {
    if (stops[stop] <= number) continue;  // so few messages that two stops are one
    while (number < stops[stop]) {
      if (auto answer = run.message(number + 1); !answer) return tare::pass(answer.error());
      ++number;
    }
    note("messages", number);
    run.mark(fmt::format("{} after {} message{}", stop + 3, number, number == 1 ? "" : "s"));
  }
  parts.chat.reset();
  run.mark("6 chat reset");
  run.unload();
  run.mark("7 unloaded");
  return {};
}

}  // namespace mate
