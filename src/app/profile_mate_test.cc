// Profiles driven end to end on a scripted desktop-mate, a fake machine and stores in memory.
#include "app/profile_mate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <deque>
#include <map>

#include "core/figures.h"
#include "port/fake/fake_platform.h"
#include "port/fake/memory_store.h"
#include "port/fake/scripted_program.h"

namespace tare {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(ProfilesNamed, WordsAndNumbersEachOnceInOrder) {
  using P = Profile;
  EXPECT_THAT(*profiles_named({"load"}), ElementsAre(P::load));
  EXPECT_THAT(*profiles_named({"3", "1", "startup"}), ElementsAre(P::startup, P::conversation));
  EXPECT_THAT(*profiles_named({"all"}), ElementsAre(P::startup, P::load, P::conversation));
  EXPECT_THAT(*profiles_named({"4"}), ElementsAre(P::startup, P::load, P::conversation));
  EXPECT_THAT(*profiles_named({"gpu", "7", "6"}), ElementsAre(P::gpu, P::ipc, P::settings));
  EXPECT_THAT(*profiles_named({"5", "all"}),
              ElementsAre(P::startup, P::load, P::conversation, P::gpu));
  for (auto bad : {"0", "8", "Load", "", "x\x1b"}) {
    auto wrong = profiles_named({bad});
    ASSERT_FALSE(wrong) << bad;
    EXPECT_EQ(wrong.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(wrong.error().text.find('\x1b'), std::string::npos);
  }
}

class LentStore : public RunStore {
 public:
  explicit LentStore(MemoryStore& store) : store_(&store) {}
  Result<> begin(const RunFacts& facts) override { return store_->begin(facts); }
  Result<> add(const Step& step) override { return store_->add(step); }
  Result<> add(const Turn& turn) override { return store_->add(turn); }
  Result<> add(const Sample& sample) override { return store_->add(sample); }
  Result<> add(const Note& note) override { return store_->add(note); }
  Result<> flush() override { return store_->flush(); }
  Result<> end(const End& end, Duration lasted, const Cost& cost) override {
    return store_->end(end, lasted, cost);
  }
  Result<tare::Run> read() override { return store_->read(); }

 private:
  MemoryStore* store_;
};

class OneCard : public CardSource {
 public:
  Cards read(pid_t) override {
    return {{{"stand-in:0", "a stand-in", CardKind::stand_in, gib(6), mib(10), mib(10)}}, {}};
  }
};

struct Heard : ProfileHooks {
  std::vector<std::string> told;
  void on_begin(const PlannedRun& planned) override { told.push_back("begin " + label(planned)); }
  void on_step(const Step& step, const Step*, const Step*) override { told.push_back(step.name); }
  void on_end(const PlannedRun&, const tare::Run& run, const Error* failure) override {
    told.push_back("end " + std::to_string(run.steps.size()) + (failure ? " failed" : ""));
    if (failure) sentences.push_back(failure->text);
  }
  void on_profile(Profile profile) override {
    told.push_back("over " + std::string(name(profile)));
  }
  std::vector<std::string> sentences;
};

class ProfileMateTest : public testing::Test {
 protected:
  using Script = std::function<void(ScriptedProgram&)>;

  // Each program started takes the next script; then programs that say one step and end well.
  Result<std::unique_ptr<Program>> start(const std::vector<std::string>& argv) {
    started_.push_back(argv);
    if (refuse_start_) return pass(*refuse_start_);
    auto program = std::make_unique<ScriptedProgram>(platform_.time);
    if (scripts_.empty()) {
      well(*program);
    } else {
      scripts_.front()(*program);
      scripts_.pop_front();
    }
    return std::unique_ptr<Program>(std::move(program));
  }
  static void well(ScriptedProgram& program) {
    program.says(10ms, StepMark{"1 baseline"}).ends(20ms, {End::How::exited, 0});
  }
  static Script ending(End end) {
    return [end](ScriptedProgram& program) {
      program.says(10ms, StepMark{"1 baseline"}).ends(20ms, end);
    };
  }

  Profiled run(const std::vector<Profile>& wanted) {
    ProfileDoors doors{
        .platform = platform_,
        .cards = {},
        .start = [this](const auto& argv) { return start(argv); },
        .store = [this](const std::string& path) -> Result<std::unique_ptr<RunStore>> {
          if (refuse_store_) return pass(*refuse_store_);
          return std::make_unique<LentStore>(stores_[path]);
        },
        .read = [this](const std::string& path) { return stores_[path].read(); },
        .stand_in = [](Bytes) -> Result<StartedStandIn> {
          return StartedStandIn{std::make_unique<OneCard>(), "127.0.0.1:1234"};
        },
        .date = [] { return std::chrono::system_clock::time_point(1767323045678ms); }};
    return profile_mate(doors, settings_, wanted, heard_);
  }

  FakePlatform platform_;
  std::deque<Script> scripts_;
  std::map<std::string, MemoryStore> stores_;
  std::vector<std::vector<std::string>> started_;
  std::optional<Error> refuse_start_;
  std::optional<Error> refuse_store_;
  ProfileSettings settings_{
      .desktop_mate = "/bin/desktop-mate", .passed = {"--ctx", "512"}, .folder = "/runs"};
  Heard heard_;
};

TEST_F(ProfileMateTest, ALoadIsTwoFreshProcessesColdThenWarm) {
  auto done = run({Profile::load});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_THAT(
      started_,
      ElementsAre(
          ElementsAre("/bin/desktop-mate", "profile-scenario", "load", "--ctx", "512", "--no-warm"),
          ElementsAre("/bin/desktop-mate", "profile-scenario", "load", "--ctx", "512", "--warm")));
  EXPECT_THAT(heard_.told, ElementsAre("begin load-cold", "1 baseline", "end 1", "begin load-warm",
                                       "1 baseline", "end 1", "over load"));
  EXPECT_THAT(done.files, ElementsAre("/runs/20260102T030405.678Z-desktop-mate-load-cold.tare",
                                      "/runs/20260102T030405.678Z-desktop-mate-load-warm.tare"));
  ASSERT_EQ(done.runs.size(), 2u);
  EXPECT_EQ(done.runs[0].facts.started, "2026-01-02T03:04:05Z");
  EXPECT_EQ(describe(done.runs[1].end), "exit 0");
}

TEST_F(ProfileMateTest, OutNamesTheFileOfOneRunAndTheStemOfSeveral) {
  settings_.out = "x.tare";
  EXPECT_THAT(run({Profile::startup}).files, ElementsAre("x.tare"));
  EXPECT_THAT(run({Profile::load}).files, ElementsAre("x-load-cold.tare", "x-load-warm.tare"));
}

TEST_F(ProfileMateTest, AStandInCardIsStartedForEachRunWithAModel) {
  settings_.stand_in_gpu = gib(6);
  auto done = run({Profile::startup, Profile::conversation});
  EXPECT_THAT(started_[0], testing::Not(testing::Contains("--stand-in-gpu-at")));
  EXPECT_EQ(started_[1].back(), "127.0.0.1:1234");
  EXPECT_EQ(done.runs[1].steps[0].sample.cards.list.at(0).kind, CardKind::stand_in);
}

TEST_F(ProfileMateTest, ADeadProgramEndsItsProfileAndKeepsItsRows) {
  scripts_ = {ending({End::How::signalled, 9})};
  auto done = run({Profile::load, Profile::conversation});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_THAT(heard_.told,
              ElementsAre("begin load-cold", "1 baseline", "end 1 failed", "over load",
                          "begin conversation", "1 baseline", "end 1", "over conversation"));
  EXPECT_THAT(heard_.sentences, ElementsAre("Profile load-cold stopped after step \"1 baseline\": "
                                            "desktop-mate ended with signal 9."));
  ASSERT_EQ(done.runs.size(), 2u);
  EXPECT_EQ(done.runs[0].steps.size(), 1u);
}

TEST_F(ProfileMateTest, ProgramsOwnBadInputIsOurs) {
  scripts_ = {ending({End::How::exited, 2})};
  EXPECT_EQ(run({Profile::startup}).exit_code, 2);
  scripts_ = {ending({End::How::exited, 3})};
  EXPECT_EQ(run({Profile::startup}).exit_code, 3);
  scripts_ = {ending({End::How::exited, 77})};
  EXPECT_EQ(run({Profile::startup}).exit_code, 3);
}

TEST_F(ProfileMateTest, AnInterruptionEndsEverythingAndKeepsTheRows) {
  for (int signal : {SIGINT, SIGTERM}) {
    heard_.told.clear();
    scripts_ = {[signal](ScriptedProgram& program) {
      program.dies = 5ms;
      program.says(10ms, StepMark{"1 baseline"}).then(15ms, Interrupted{signal});
    }};
    auto done = run({Profile::load, Profile::conversation});
    EXPECT_EQ(done.exit_code, 128 + signal);
    EXPECT_THAT(heard_.told,
                ElementsAre("begin load-cold", "1 baseline", "end 1 failed", "over load"));
    EXPECT_EQ(done.runs.at(0).steps.size(), 1u);
    EXPECT_THAT(done.first_failure->text, HasSubstr("interrupted by signal"));
  }
}

TEST_F(ProfileMateTest, WhatCannotStartIsOneSentence) {
  refuse_start_ = Error{"Cannot start /bin/desktop-mate: no such file.", ErrorKind::bad_input};
  auto done = run({Profile::startup});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_TRUE(done.runs.empty());
  EXPECT_THAT(heard_.sentences, ElementsAre("Cannot start /bin/desktop-mate: no such file."));
  refuse_start_.reset();
  refuse_store_ = Error{"No space left.", ErrorKind::refused};
  EXPECT_EQ(run({Profile::startup}).exit_code, 3);
}

TEST_F(ProfileMateTest, AFullDiskLosesNoRow) {
  settings_.out = "x.tare";
  stores_["x.tare"].before = [](std::string_view word) -> Result<> {
    if (word == "step") return refused("No space left.");
    return {};
  };
  auto done = run({Profile::startup});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(done.runs.at(0).steps.size(), 1u);
  EXPECT_TRUE(done.files.empty());
  EXPECT_THAT(done.first_failure->text, HasSubstr("No space left"));
}

TEST_F(ProfileMateTest, AComparisonIsARunForEachVariantWhichSaysWhatItIs) {
  settings_.layers = {8};
  settings_.passed = {"--ctx", "512", "--batch", "64"};
  settings_.stand_in_gpu = gib(6);
  auto done = run({Profile::gpu});
  EXPECT_EQ(done.exit_code, 0);
  ASSERT_EQ(done.runs.size(), 4u);
  EXPECT_THAT(started_[3], ElementsAre("/bin/desktop-mate", "profile-scenario", "load", "--ctx",
                                       "512", "--batch", "64", "--gpu-layers", "8", "--no-warm",
                                       "--stand-in-gpu-at", "127.0.0.1:1234"));
  EXPECT_EQ(note(done.runs[3], "comparison"), "gpu");
  EXPECT_EQ(note(done.runs[3], "comparison.variant"), "8 layers");
  auto stored = stores_[done.files[0]].read();
  EXPECT_EQ(note(*stored, "comparison.variant"), "performance");
  EXPECT_EQ(heard_.told.back(), "over gpu");
}

TEST_F(ProfileMateTest, AVariantsOwnOptionsStandForThoseHandedOn) {
  run({Profile::settings});
  EXPECT_THAT(started_[2], testing::Contains("--ctx"));
  EXPECT_EQ(std::ranges::count(started_[2], "--ctx"), 1);
  EXPECT_THAT(started_[2], testing::Contains("256"));  // half of 512
  EXPECT_THAT(started_[2], testing::Not(testing::Contains("512")));
}

TEST_F(ProfileMateTest, AfterAFailedVariantTheNextOneRuns) {
  scripts_ = {ending({End::How::exited, 3})};
  auto done = run({Profile::gpu});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(done.runs.size(), 3u);
  EXPECT_THAT(heard_.sentences, ElementsAre(HasSubstr("Profile gpu-performance stopped")));
}

TEST_F(ProfileMateTest, IpcNeedsNoModelAndNoCard) {
  settings_.stand_in_gpu = gib(6);
  settings_.out = "x.tare";
  EXPECT_THAT(run({Profile::ipc}).files, ElementsAre("x.tare"));
  EXPECT_THAT(started_[0],
              ElementsAre("/bin/desktop-mate", "profile-scenario", "ipc", "--ctx", "512"));
}

TEST_F(ProfileMateTest, NotesBehindTheLastStepAreKept) {
  scripts_ = {[](ScriptedProgram& program) {
    program.says(10ms, StepMark{"1 baseline"})
        .says(12ms, Note{"warning", "the model can't be read"})
        .ends(20ms, {End::How::exited, 2});
  }};
  auto done = run({Profile::startup});
  EXPECT_THAT(done.runs.at(0).notes, ElementsAre(Note{"warning", "the model can't be read"}));
}

// Its sentence and ours are one.
TEST_F(ProfileMateTest, TheProgramsOwnReasonIsTheOneThatIsTold) {
  auto refuse = [](End end) {
    return [end](ScriptedProgram& program) {
      program.says(10ms, StepMark{"1 baseline"})
          .says(12ms, Note{"warning", "The model can't be read\x1b."})
          .ends(20ms, end);
    };
  };
  scripts_ = {refuse({End::How::exited, 2})};
  EXPECT_EQ(run({Profile::startup}).first_failure->text,
            "Profile startup stopped after step \"1 baseline\": The model can't be read\\u{1b}.");
  scripts_ = {refuse({End::How::signalled, 11})};
  EXPECT_THAT(run({Profile::startup}).first_failure->text,
              HasSubstr("desktop-mate ended with signal 11"));
}

}  // namespace
}  // namespace tare
