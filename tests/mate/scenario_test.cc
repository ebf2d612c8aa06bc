// profile-scenario with the real model: its steps, notes and declared memory; signals at any step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>

#include "tests/mate/recorder.h"

namespace mate::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ScenarioTest : public testing::Test {
 protected:
  Finished scenario(std::vector<std::string> arguments) {
    std::vector<std::string> all{"profile-scenario"};
    for (auto& argument : arguments) all.push_back(std::move(argument));
    for (auto& more : {std::string("--model"), model_path(), std::string("--threads"),
                       std::string("1"), std::string("--ctx"), std::string("512")})
      all.push_back(more);
    Running program(home_, std::move(all), {recorder_.variable()});
    program_ = program.pid();
    return program.finish();
  }
  double number(const std::string& key) { return std::stod(recorder_.notes(key).at(0)); }

  Folder home_;
  Folder marks_;
  Recorder recorder_{marks_};
  std::atomic<pid_t> program_ = 0;
};

TEST_F(ScenarioTest, LoadMarksTheSeedsSteps) {
  auto finished = scenario({"load", "--reply-tokens", "5"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(recorder_.all("step"),
              ElementsAre("1 baseline", "2 AI libraries and backend", "3 model loaded",
                          "4 first reply", "5 second reply", "6 unloaded"));
  EXPECT_THAT(recorder_.notes("variant"), ElementsAre("cold"));
  EXPECT_THAT(recorder_.notes("model.layers"), ElementsAre("31"));
  EXPECT_THAT(recorder_.notes("model.bytes"), ElementsAre("98362432"));
  EXPECT_THAT(recorder_.notes("model.ctx"), ElementsAre("512"));
  EXPECT_THAT(recorder_.notes("warm_ms"), SizeIs(0));
  EXPECT_GT(number("load_ms"), 0);
  EXPECT_GT(number("first_token_ms"), 0);
  EXPECT_GE(number("reply_ms"), number("first_token_ms"));
  for (const auto& mark : recorder_.heard()) {
    if (mark.verb != "turn") continue;
    EXPECT_EQ(mark.fields[2], "5");  // exactly the tokens asked for
  }
  EXPECT_EQ(home_.entries(), 0U);  // its database is gone
}

TEST_F(ScenarioTest, WhatIsDeclaredAtTheLoadIsWithdrawnAfterTheUnload) {
  scenario({"load", "--reply-tokens", "2"});
  std::string weights;
  std::string cache;
  for (const auto& mark : recorder_.heard()) {
    if (mark.verb != "memory") continue;
    EXPECT_EQ(mark.fields[1], "");  // RAM
    if (mark.fields[0] == "model weights") weights += mark.fields[2] + "/" + mark.fields[3] + " ";
    if (mark.fields[0] == "KV cache") cache = mark.fields[3];
  }
  EXPECT_THAT(weights, testing::StartsWith("-/96576768 "));
  EXPECT_THAT(weights, testing::EndsWith("0/0 "));
  EXPECT_EQ(cache, "0");
}

TEST_F(ScenarioTest, WarmSaysWhatItTook) {
  scenario({"load", "--reply-tokens", "2", "--warm"});
  EXPECT_THAT(recorder_.notes("variant"), ElementsAre("warm"));
  EXPECT_GT(number("warm_ms"), 0);
}

TEST_F(ScenarioTest, ConversationMarksTenthHalfAndAll) {
  auto finished = scenario({"conversation", "--reply-tokens", "2", "--turns", "20"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(
      recorder_.all("step"),
      ElementsAre("1 baseline", "2 engine made", "2b model loaded", "3 after 2 messages",
                  "4 after 10 messages", "5 after 20 messages", "6 chat reset", "7 unloaded"));
  EXPECT_THAT(recorder_.all("turn"), SizeIs(20));
  EXPECT_THAT(recorder_.notes("messages"), ElementsAre("2", "10", "20"));
}

TEST_F(ScenarioTest, AConversationOfOneMessageHasOneStep) {
  scenario({"conversation", "--reply-tokens", "2", "--turns", "1"});
  EXPECT_THAT(recorder_.all("step"), testing::Contains("5 after 1 message"));
  EXPECT_THAT(recorder_.all("step"), SizeIs(6));
}

TEST_F(ScenarioTest, AStandInCardTooSmallIsSteppedDownFromAndTold) {
  auto finished = scenario(
      {"load", "--reply-tokens", "2", "--gpu-profile", "performance", "--stand-in-gpu", "60MiB"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  auto gave_up = recorder_.notes("gave_up");
  ASSERT_THAT(gave_up, testing::Not(testing::IsEmpty()));
  ASSERT_THAT(gave_up, SizeIs(1));  // planned before the load: none failed
  EXPECT_THAT(gave_up.front(), HasSubstr("Gave up all layers on the GPU for"));
  EXPECT_THAT(gave_up.front(), HasSubstr("before the load"));
  EXPECT_LT(std::stoi(recorder_.notes("model.gpu_layers").at(0)), 31);
  EXPECT_THAT(recorder_.notes("model.asked_layers"), ElementsAre("-1"));
  EXPECT_GT(number("plan_ms"), 0);
}

// desktop-mate beside a planner that believes everything fits.
TEST_F(ScenarioTest, ALoadThatFailsAllTheSameIsSteppedDownFromWithItsReason) {
  Folder bin;
  for (auto name : {"desktop-mate", "tare-stand-in-card"})
    std::filesystem::copy_file(built(name), bin / name);
  auto planner = bin.write("tare-dry-plan", "#!/bin/sh\necho fit 31 31 1\n");
  std::filesystem::permissions(planner, std::filesystem::perms::owner_all);
  Running program(home_,
                  {"profile-scenario", "load", "--model", model_path(), "--threads", "1", "--ctx",
                   "512", "--reply-tokens", "2", "--stand-in-gpu", "60MiB"},
                  {recorder_.variable()}, {.bin = bin / "."});
  auto finished = program.finish();
  EXPECT_EQ(finished.code, 0) << finished.err;
  auto gave_up = recorder_.notes("gave_up");
  ASSERT_THAT(gave_up, testing::Not(testing::IsEmpty()));
  EXPECT_THAT(gave_up.front(), HasSubstr("Gave up all layers on the GPU for 15 layers: "));
  EXPECT_THAT(gave_up.front(), HasSubstr("refused a buffer"));
  EXPECT_LE(std::stoi(recorder_.notes("model.gpu_layers").at(0)), 15);
}

TEST_F(ScenarioTest, ASignalAtAnyStepEndsItAndLeavesNothing) {
  for (int signal : {SIGTERM, SIGINT}) {
    for (const char* at : {"1 baseline", "2 AI libraries and backend", "3 model loaded",
                           "4 first reply", "5 second reply", "6 unloaded"}) {
      Folder home;
      Folder folder;
      Recorder recorder(folder);
      std::atomic<pid_t> pid = 0;
      recorder.on_step = [&](const std::string& name) {
        while (pid == 0) std::this_thread::yield();
        if (name == at) ::kill(pid, signal);
      };
      Running program(home,
                      {"profile-scenario", "load", "--model", model_path(), "--threads", "1",
                       "--ctx", "256", "--reply-tokens", "2"},
                      {recorder.variable()});
      pid = program.pid();
      EXPECT_EQ(program.finish().code, 128 + signal) << at;
      EXPECT_EQ(recorder.all("step").back(), at);
      EXPECT_EQ(home.entries(), 0U) << at;
    }
  }
}

}  // namespace
}  // namespace mate::test
