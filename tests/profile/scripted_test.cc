// `tare profile` as a user runs it, on a scripted desktop-mate: quick, and every way to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/profile/scripted.h"

namespace tare::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// Room for the tables of a run file and not for all rows of a conversation.
constexpr rlim_t kRunFileBegun = 128 << 10;

TEST_F(ProfileScripted, AllPrintsThreeProfilesAndLeavesTheThreeFiles) {
  auto done = profile({"all"});
  EXPECT_EQ(done.exit, 0) << done.err;
  for (auto title : {"PROFILE 1 startup | ", "PROFILE 2 load, without warm-up | ",
                     "PROFILE 2 load, with warm-up | ", "PROFILE 3 conversation | "})
    EXPECT_THAT(done.out, HasSubstr(title));
  EXPECT_THAT(done.out, HasSubstr("Key metrics (MiB)"));
  EXPECT_THAT(done.out, HasSubstr("Between message 1 and message 10, own bytes changed by"));
  EXPECT_THAT(place_.text("memory_profile_basic.txt"), HasSubstr("3 Qt window toolkit"));
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("6 unloaded"));
  EXPECT_THAT(place_.text("memory_profile_conversation.txt"), HasSubstr("7 unloaded"));
  EXPECT_EQ(place_.text("memory_profile_llm.txt").find('\x1b'), std::string::npos);
  EXPECT_EQ(place_.sockets(), 0u);
}

// The scripted program holds 64 MiB from "3 model loaded" to "6 unloaded".
TEST_F(ProfileScripted, JsonIsAnArrayOfRunsWhoseNumbersAreTheProgramsOwn) {
  auto done = profile({"load", "--json"}, {{"MATE_DOES", "spam"}});
  ASSERT_EQ(done.exit, 0) << done.err;
  auto runs = json::parse(done.out);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0]["run"]["variant"], "cold");
  EXPECT_EQ(runs[1]["run"]["variant"], "warm");
  EXPECT_THAT(done.err, HasSubstr("not for you"));
  for (const auto& run : runs) {
    ASSERT_EQ(run["steps"].size(), 6u);
    EXPECT_EQ(run["run"]["end"], "exit 0");
    EXPECT_EQ(run["turns"].size(), 2u);
    double held = run["steps"][2]["since_previous"]["own"].get<double>() / (1 << 20);
    EXPECT_NEAR(held, 64, 0.5);
    EXPECT_NEAR(run["steps"][5]["since_previous"]["rss"].get<double>() / (1 << 20), -64, 0.5);
    for (const auto& step : run["steps"]) {
      EXPECT_TRUE(step["process"]["rss"].is_number_unsigned());
      EXPECT_TRUE(step["system"]["used_percent"].is_number());
      ASSERT_FALSE(step["devices"].empty());
      for (const auto& device : step["devices"])
        for (auto reading : {"total", "used", "process"})
          EXPECT_TRUE(device[reading].is_number_unsigned() ||
                      !device[reading]["missing"].get<std::string>().empty())
              << device;
    }
  }
}

TEST_F(ProfileScripted, AKilledProgramLosesNoRow) {
  auto done = profile({"load"}, does("die:4"));
  EXPECT_EQ(done.exit, 3);
  EXPECT_THAT(done.out, HasSubstr("3 model loaded"));
  EXPECT_THAT(done.out, Not(HasSubstr("\n4 first reply")));
  EXPECT_THAT(done.err, HasSubstr("tare: Profile load-cold stopped after step \"3 model loaded\": "
                                  "desktop-mate ended with signal 9."));
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("3 model loaded"));
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("cut short: Profile load-cold"));
  EXPECT_EQ(place_.sockets(), 0u);
}

TEST_F(ProfileScripted, AProgramThatRefusesItsInputGivesItsExitCode) {
  EXPECT_EQ(profile({"startup"}, does("exit:2:2")).exit, 2);
  EXPECT_EQ(profile({"startup"}, does("exit:2:3")).exit, 3);
  EXPECT_EQ(profile({"startup"}, does("exit:1:9")).exit, 3);
}

TEST_F(ProfileScripted, AfterAFailureTheNextProfileRunsAllTheSame) {
  auto done = profile({"startup", "load", "--json"}, does("exit:5:2"));
  EXPECT_EQ(done.exit, 2);
  auto runs = json::parse(done.out);
  ASSERT_EQ(runs.size(), 2u);  // startup whole, load-cold cut; load-warm was not tried
  EXPECT_EQ(runs[0]["run"]["end"], "exit 0");
  EXPECT_EQ(runs[1]["run"]["end"], "exit 2");
  EXPECT_EQ(runs[1]["steps"].size(), 4u);
}

TEST_F(ProfileScripted, WithoutAGpuItRunsAndSaysSo) {
  Environment none = {{"TARE_NVML_LIBRARY", "/nowhere/libnvidia-ml.so"}};
  auto done = profile({"load"}, none);
  EXPECT_EQ(done.exit, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("no NVIDIA"));
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("no NVIDIA"));
}

TEST_F(ProfileScripted, AProgramThatRefusesIsOneSentence) {
  auto done = profile({"load"}, does("refuse:3"));
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, testing::StartsWith("tare: Profile load-cold stopped after step \"2 AI "
                                            "libraries and backend\": The model is not to be had.\n"
                                            "saved: "));
}

TEST_F(ProfileScripted, NoSpaceForTheRunFileIsToldBeforeAnythingStarts) {
  auto done = RunningTare(place_, with_mate({"startup"}), does(""), 4096).wait();
  EXPECT_EQ(done.exit, 3);
  EXPECT_THAT(done.err, HasSubstr("no space left"));
  EXPECT_EQ(sentences(done), 1u) << done.err;
  EXPECT_FALSE(place_.has("mate.pid"));
}

TEST_F(ProfileScripted, NoSpaceLeftForTheRunFileLosesNoRow) {
  auto done = RunningTare(place_, with_mate({"conversation"}), does(""), kRunFileBegun).wait();
  EXPECT_EQ(done.exit, 3) << done.out;
  EXPECT_THAT(done.err, HasSubstr("no space left"));
  for (const auto& row : kRows.at("conversation")) {
    EXPECT_THAT(done.out, HasSubstr("\n" + row));
    EXPECT_THAT(place_.text("memory_profile_conversation.txt"), HasSubstr("\n" + row));
  }
}

TEST_F(ProfileScripted, ASignalBeforeTheFirstStepLeavesNothing) {
  RunningTare tare(place_, with_mate({"startup"}), does("hang:1"));
  ASSERT_TRUE(eventually([&] { return mate_lives(); }));
  tare.signal(SIGINT);
  EXPECT_EQ(tare.wait().exit, 130);
  EXPECT_FALSE(mate_lives());
  EXPECT_EQ(place_.sockets(), 0u);
  EXPECT_FALSE(place_.has("memory_profile_basic.txt"));
}

TEST_F(ProfileScripted, AStoredRunIsReportedAsItWasShown) {
  auto done = profile({"conversation", "--out", "x.tare", "--json"});
  ASSERT_EQ(done.exit, 0) << done.err;
  auto again = run_tare(place_, {"report", "x.tare", "--json"});
  ASSERT_EQ(again.exit, 0) << again.err;
  auto live = json::parse(done.out)[0];
  auto stored = json::parse(again.out);
  EXPECT_EQ(stored["steps"], live["steps"]);
  EXPECT_EQ(stored["run"], live["run"]);
  auto text = run_tare(place_, {"report", "x.tare"});
  EXPECT_THAT(text.out, HasSubstr("PROFILE 3 conversation"));
  EXPECT_THAT(run_tare(place_, {"report", "x.tare", "--csv"}).out, HasSubstr(",1 baseline,0,"));
  EXPECT_THAT(run_tare(place_, {"report", "x.tare", "--markdown", "--lang", "fr"}).out,
              HasSubstr("| 7 déchargé |"));
}

TEST_F(ProfileScripted, CsvMarkdownQuietAndFrench) {
  EXPECT_THAT(profile({"startup", "--csv"}).out, testing::StartsWith("run,scenario,variant,step"));
  EXPECT_THAT(profile({"startup", "--markdown"}).out, testing::StartsWith("## PROFILE 1 startup"));
  auto quiet = profile({"startup", "--quiet"});
  EXPECT_EQ(quiet.out + quiet.err, "");
  EXPECT_TRUE(place_.has("memory_profile_basic.txt"));
  EXPECT_THAT(profile({"startup", "--lang", "fr"}).out, HasSubstr("1 processus vide"));
  EXPECT_THAT(profile({"startup"}, {{"LC_ALL", "fr_FR.UTF-8"}}).out, HasSubstr("PROFIL 1"));
  EXPECT_THAT(profile({"startup", "--wide"}).out, HasSubstr("VRAM card"));
}

TEST_F(ProfileScripted, WrongUseIsOneSentenceAndTwo) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "Which profile?"},
      {{"8"}, "There is no profile '8'"},
      {{"load", "--json", "--csv"}, "--json excludes --csv"},
      {{"load", "--ctx", "many"}, "'many' is not a whole number"},
      {{"load", "--stand-in-gpu", "6XB"}, "'6XB' is not a size"},
      {{"load", "--lang", "de"}, "'de' is not a language"},
      {{"load", "--interval", "0"}, "--interval"},
      {{"load", "--nonsense"}, "--nonsense"},
  };
  for (const auto& [arguments, sentence] : cases) {
    auto done = profile(arguments);
    EXPECT_EQ(done.exit, 2) << sentence;
    EXPECT_EQ(done.out, "") << sentence;
    EXPECT_THAT(done.err, testing::StartsWith("tare: "));
    EXPECT_THAT(done.err, HasSubstr(sentence));
    EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
  }
}

TEST_F(ProfileScripted, NoSuchDesktopMateIsOneSentence) {
  auto done = run_tare(place_, {"profile", "startup", "--desktop-mate", "/nowhere/desktop-mate"});
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, HasSubstr("/nowhere/desktop-mate"));
  EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
}

TEST_F(ProfileScripted, AFolderThatCantBeWrittenLosesNoRow) {
  std::filesystem::create_directory(place_.path() / "memory_profile_basic.txt.part");
  auto done = profile({"startup"});
  EXPECT_EQ(done.exit, 3);
  EXPECT_THAT(done.out, HasSubstr("3 Qt window toolkit"));
  EXPECT_THAT(done.err, HasSubstr("memory_profile_basic.txt can't be written"));
}

TEST_F(ProfileScripted, AFileThatIsThereIsNotOverwritten) {
  std::ofstream(place_.path() / "x.tare") << "mine";
  auto done = profile({"startup", "--out", "x.tare"});
  EXPECT_EQ(done.exit, 2);
  EXPECT_EQ(place_.text("x.tare"), "mine");
}

}  // namespace
}  // namespace tare::test
