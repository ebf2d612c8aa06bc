#include "app/profile_mate.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/compare.h"
#include "base/text.h"
#include "core/figures.h"

namespace tare {

namespace {

constexpr std::array kProfiles = {Profile::startup, Profile::load, Profile::conversation,
                                  Profile::gpu,     Profile::ipc,  Profile::settings};
constexpr std::size_t kOfTheSeed = 3;  // "all"
constexpr std::size_t kNumberOfAll = 4;

// Passes everything on and keeps the rows, so that a full disk loses none of them.
class Keeper : public RecordHooks {
 public:
  explicit Keeper(RecordHooks& hooks) : hooks_(&hooks) {}
  void on_step(const Step& step, const Step* first, const Step* previous) override {
    run.steps.push_back(step);
    hooks_->on_step(step, first, previous);
  }
  void on_turn(const Turn& turn) override {
    run.turns.push_back(turn);
    hooks_->on_turn(turn);
  }
  void on_sample(const Sample& sample) override { hooks_->on_sample(sample); }
  void on_warning(std::string_view text) override { hooks_->on_warning(text); }

  Run run;

 private:
  RecordHooks* hooks_;
};

std::tm utc(std::chrono::system_clock::time_point date) {
  return fmt::gmtime(std::chrono::system_clock::to_time_t(date));
}

using Date = std::chrono::system_clock::time_point;

// To the millisecond, so that runs of one second are files of their own.
std::string run_id(Date date, const PlannedRun& planned) {
  auto ms = std::chrono::floor<std::chrono::milliseconds>(date.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y%m%dT%H%M%S}.{:03}Z-desktop-mate-{}", utc(date), ms, label(planned));
}

std::string started_text(Date date) { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc(date)); }

std::string run_path(const ProfileSettings& settings, const PlannedRun& planned,
                     const std::string& id, bool alone) {
  if (settings.out.empty()) return settings.folder + "/" + id + ".tare";
  if (alone) return settings.out;
  constexpr std::string_view kEnding = ".tare";
  std::string_view stem = settings.out;
  if (stem.ends_with(kEnding)) stem.remove_suffix(kEnding.size());
  return fmt::format("{}-{}{}", stem, label(planned), kEnding);
}

std::vector<std::string> command_line(const ProfileSettings& settings, const PlannedRun& planned,
                                      const StartedStandIn* stand_in) {
  std::vector<std::string> argv = {settings.desktop_mate, "profile-scenario",
                                   std::string(scenario_of(planned.profile))};
  const auto& own = planned.options;
  for (std::size_t i = 0; i + 1 < settings.passed.size(); i += 2)
    if (std::ranges::find(own, settings.passed[i]) == own.end())
      argv.insert(argv.end(), {settings.passed[i], settings.passed[i + 1]});
  argv.insert(argv.end(), own.begin(), own.end());
  if (planned.profile == Profile::load) argv.emplace_back(planned.warm ? "--warm" : "--no-warm");
  if (stand_in != nullptr) {
    argv.emplace_back("--stand-in-gpu-at");
    argv.push_back(stand_in->endpoint);
  }
  return argv;
}

// desktop-mate's own sentence, its last word when it refuses; nothing when it gave none.
std::optional<std::string> its_own_reason(const Recorded& recorded) {
  bool refused = recorded.how == End::How::exited && (recorded.value == 2 || recorded.value == 3);
  if (!refused || recorded.notes.empty() || recorded.notes.back().key != "warning")
    return std::nullopt;
  return printable(recorded.notes.back().value);
}

// Why a run is not whole, or nothing.
std::optional<Error> failure_of(const PlannedRun& planned, const Run& run,
                                const Recorded& recorded) {
  if (recorded.how == End::How::exited && recorded.value == 0 && recorded.interrupted == 0) {
    if (recorded.unsaved) return recorded.unsaved;
    return std::nullopt;
  }
  auto after = run.steps.empty()
                   ? std::string("before its first step")
                   : fmt::format("after step \"{}\"", printable(run.steps.back().name));
  if (recorded.interrupted != 0)
    return Error{fmt::format("Profile {} was interrupted by signal {} {}.", label(planned),
                             recorded.interrupted, after),
                 ErrorKind::refused};
  bool its_own = recorded.how == End::How::exited && recorded.value == 2;
  auto why = its_own_reason(recorded).value_or(
      fmt::format("desktop-mate ended with {}.", describe(recorded)));
  return Error{fmt::format("Profile {} stopped {}: {}", label(planned), after, why),
               its_own ? ErrorKind::bad_input : ErrorKind::refused};
}

class Driver {
 public:
  Driver(const ProfileDoors& doors, const ProfileSettings& settings, bool alone,
         ProfileHooks& hooks)
      : doors_(doors), settings_(settings), alone_(alone), hooks_(hooks) {}

  void profile(Profile profile) {
    for (const auto& planned : runs_of(profile, settings_)) {
      hooks_.on_begin(planned);
      Keeper keeper(hooks_);
      auto failure = one(planned, keeper);
      hooks_.on_end(planned, keeper.run, failure ? &*failure : nullptr);
      if (!keeper.run.facts.id.empty()) result.runs.push_back(std::move(keeper.run));
      if (failure) {
        note_failure(*failure);
        if (!compares(profile) || interrupted()) break;
      }
    }
    hooks_.on_profile(profile);
  }
  bool interrupted() const { return result.exit_code >= 128; }

  Profiled result;

 private:
  std::optional<Error> one(const PlannedRun& planned, Keeper& keeper) {
    StartedStandIn stand_in;
    if (settings_.stand_in_gpu && has_model(planned.profile)) {
      auto started = doors_.stand_in(*settings_.stand_in_gpu);
      if (!started) return started.error();
      stand_in = std::move(*started);
    }
    auto cards = doors_.cards;
    if (stand_in.card) cards.push_back(stand_in.card.get());

    auto date = doors_.date();
    auto id = run_id(date, planned);
    auto path = run_path(settings_, planned, id, alone_);
    auto store = doors_.store(path);
    if (!store) return store.error();
    auto argv = command_line(settings_, planned, stand_in.card ? &stand_in : nullptr);
    auto program = doors_.start(argv);
    if (!program) return program.error();
    keeper.run.facts = {.id = id,
                        .argv = argv,
                        .pid = (*program)->pid(),
                        .started = started_text(date),
                        .tare_version = TARE_VERSION,
                        .host = settings_.host};
    auto options = settings_.record;
    options.notes = keeper.run.notes = notes_of(planned);
    auto recorded =
        record_run(doors_.platform, cards, **program, **store, keeper.run.facts, options, keeper);
    if (!recorded) return recorded.error();
    program->reset();
    store->reset();
    complete(keeper.run, *recorded, path);
    if (recorded->interrupted != 0) result.exit_code = 128 + recorded->interrupted;
    return failure_of(planned, keeper.run, *recorded);
  }

  // What hooks don't tell: the notes behind the last step stand in the store only.
  void complete(Run& run, const Recorded& recorded, const std::string& path) {
    run.end = recorded;
    run.lasted = recorded.lasted;
    run.cost = recorded.cost;
    run.notes = recorded.notes;
    if (recorded.unsaved) return;
    result.files.push_back(path);
    if (auto stored = doors_.read(path)) run.notes = std::move(stored->notes);
  }

  void note_failure(const Error& failure) {
    if (!result.first_failure) result.first_failure = failure;
    if (result.exit_code == 0) result.exit_code = tare::exit_code(failure.kind);
  }

  const ProfileDoors& doors_;
  const ProfileSettings& settings_;
  bool alone_;  // one run in all, so that --out names its file exactly
  ProfileHooks& hooks_;
};

}  // namespace

Result<std::vector<Profile>> profiles_named(const std::vector<std::string>& words) {
  std::array<bool, kProfiles.size()> wanted{};
  for (const auto& text : words) {
    bool known = text == "all" || text == std::to_string(kNumberOfAll);
    if (known) std::fill_n(wanted.begin(), kOfTheSeed, true);
    for (std::size_t i = 0; i < kProfiles.size(); ++i) {
      auto number = i < kOfTheSeed ? i + 1 : i + 2;
      if (text != name(kProfiles[i]) && text != std::to_string(number)) continue;
      known = wanted[i] = true;
    }
    if (!known)
      return bad_input(
          fmt::format("There is no profile '{}': use startup, load, conversation, all, or 1 to 4; "
                      "gpu, ipc, settings, or 5 to 7.",
                      printable(text, 64)));
  }
  std::vector<Profile> list;
  for (std::size_t i = 0; i < kProfiles.size(); ++i)
    if (wanted[i]) list.push_back(kProfiles[i]);
  return list;
}

std::vector<PlannedRun> runs_of(Profile profile, const ProfileSettings& settings) {
  if (compares(profile)) return compared_runs(profile, settings);
  if (profile == Profile::load) return {{profile, false}, {profile, true}};
  return {{profile, false}};
}

std::string label(const PlannedRun& run) {
  std::string text(name(run.profile));
  if (run.profile == Profile::load) text += run.warm ? "-warm" : "-cold";
  if (!run.variant.empty()) text += "-" + run.variant;
  if (run.repeat > 0) text += fmt::format("-{}", run.repeat);
  std::ranges::replace(text, ' ', '-');
  return text;
}

Profiled profile_mate(const ProfileDoors& doors, const ProfileSettings& settings,
                      const std::vector<Profile>& wanted, ProfileHooks& hooks) {
  bool alone = wanted.size() == 1 && runs_of(wanted.front(), settings).size() == 1;
  Driver driver(doors, settings, alone, hooks);
  for (auto profile : wanted) {
    driver.profile(profile);
    if (driver.interrupted()) break;
  }
  return std::move(driver.result);
}

}  // namespace tare
