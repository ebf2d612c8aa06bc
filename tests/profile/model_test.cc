// `tare profile` with the real desktop-mate and the real small model, one thread, short replies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "tests/profile/run_tare.h"

namespace tare::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string model() {
  const char* path = std::getenv("TARE_TEST_MODEL");
  return path == nullptr ? "models/SmolLM2-135M-Instruct.Q4_1.gguf" : path;
}

class ProfileModel : public testing::Test {
 protected:
  std::vector<std::string> small(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "profile");
    arguments.insert(arguments.end(), {"--model", model(), "--threads", "1", "--ctx", "512",
                                       "--batch", "64", "--reply-tokens", "4"});
    return arguments;
  }
  json runs(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    auto done = run_tare(place_, small(std::move(arguments)));
    EXPECT_EQ(done.exit, 0) << done.err;
    return json::parse(done.out, nullptr, false);
  }
  static double mib(const json& bytes) { return bytes.get<double>() / (1 << 20); }
  static std::vector<std::string> names(const json& run) {
    std::vector<std::string> list;
    for (const auto& step : run["steps"]) list.push_back(step["name"]);
    return list;
  }

  Workplace place_;
};

const std::vector<std::string> kLoadSteps = {"1 baseline",     "2 AI libraries and backend",
                                             "3 model loaded", "4 first reply",
                                             "5 second reply", "6 unloaded"};

TEST_F(ProfileModel, LoadHasTheSeedsStepsColdThenWarm) {
  auto list = runs({"load", "--gpu-layers", "0"});
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["run"]["variant"], "cold");
  EXPECT_EQ(list[1]["run"]["variant"], "warm");
  for (const auto& run : list) {
    EXPECT_EQ(names(run), kLoadSteps);
    EXPECT_EQ(run["turns"].size(), 2u);
    for (const auto& step : run["steps"]) {
      for (auto part : {"rss", "anon", "file", "own", "uss", "pss", "swap", "peak_in_step"})
        EXPECT_TRUE(step["process"][part].is_number_unsigned()) << part << step["process"];
      EXPECT_TRUE(step["system"]["used_percent"].is_number());
      ASSERT_FALSE(step["devices"].empty());
      for (const auto& device : step["devices"])
        for (auto reading : {"total", "used", "process"})
          EXPECT_TRUE(device[reading].is_number_unsigned() ||
                      !device[reading]["missing"].get<std::string>().empty());
    }
    // The model is mapped: loading and two replies bring in file pages up to its size.
    EXPECT_GT(mib(run["steps"][4]["process"]["rss"]), mib(run["steps"][1]["process"]["rss"]) + 50);
    EXPECT_LT(mib(run["steps"][5]["process"]["rss"]), mib(run["steps"][4]["process"]["rss"]) - 50);
    EXPECT_TRUE(run["steps"][3]["first_token_ms"].is_number());
    EXPECT_TRUE(run["steps"][3]["reply_tokens_per_s"].is_number());
  }
  EXPECT_TRUE(list[1]["steps"][2]["warm_ms"].is_number());
  EXPECT_TRUE(place_.has("memory_profile_llm.txt"));
  EXPECT_EQ(place_.sockets(), 0u);
}

TEST_F(ProfileModel, AStandInCardHoldsWhatTheEngineSaysItPlacedThere) {
  auto list = runs({"load", "--stand-in-gpu", "6GiB", "--gpu-layers", "-1"});
  ASSERT_EQ(list.size(), 2u);
  for (const auto& run : list) {
    const auto& loaded = run["steps"][2];
    double placed = 0;
    for (const auto& said : loaded["model.placed"]) {
      auto text = said.get<std::string>();
      placed += std::stod(text.substr(text.rfind(' ') + 1));
    }
    ASSERT_GT(placed, 50e6);
    auto added = loaded["since_previous"]["vram"].get<double>();
    EXPECT_NEAR(added / placed, 1, 0.01);
    EXPECT_EQ(loaded["devices"][0]["kind"], "stand-in");
    EXPECT_LT(mib(run["steps"][5]["vram"]), mib(loaded["vram"]) / 10);
  }
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("stand-in card of 6144.00 MiB"));
}

TEST_F(ProfileModel, ACardTooSmallIsFallenBackFromAndSaidSo) {
  auto list = runs({"load", "--stand-in-gpu", "48MiB", "--gpu-profile", "performance"});
  ASSERT_EQ(list.size(), 2u);
  const auto& loaded = list[0]["steps"][2];
  ASSERT_TRUE(loaded.contains("gave_up")) << loaded;
  EXPECT_LE(mib(loaded["vram"]), 48);
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("gave up: "));
}

TEST_F(ProfileModel, ConversationNamesWhoKeepsWhat) {
  auto done = run_tare(place_, small({"conversation", "--turns", "10", "--gpu-layers", "0"}));
  ASSERT_EQ(done.exit, 0) << done.err;
  for (auto row : {"1 baseline", "2 engine made", "2b model loaded", "3 after 1 message",
                   "4 after 5 messages", "5 after 10 messages", "6 chat reset", "7 unloaded"})
    EXPECT_THAT(done.out, HasSubstr(std::string("\n") + row));
  EXPECT_THAT(done.out, HasSubstr("above \"2 engine made\", kept by"));
  EXPECT_THAT(done.out, HasSubstr("KV cache"));
  EXPECT_THAT(done.out, HasSubstr("heap kept by the allocator"));
  EXPECT_THAT(done.out, HasSubstr("Between message 1 and message 10, own bytes changed by"));
  EXPECT_EQ(place_.text("memory_profile_conversation.txt").find("no leak"), std::string::npos);
}

TEST_F(ProfileModel, StartupTellsEachComponent) {
  auto list = runs({"startup"});
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(names(list[0]),
            (std::vector<std::string>{"1 empty process", "2 configuration and avatar bridge",
                                      "3 Qt window toolkit"}));
  EXPECT_EQ(list[0]["steps"][1]["parts"].size(), 2u);
  EXPECT_EQ(list[0]["steps"][2]["parts"].size(), 2u);
  EXPECT_GT(mib(list[0]["steps"][2]["since_previous"]["rss"]), 5);
}

TEST_F(ProfileModel, AModelThatIsMissingIsOneSentence) {
  auto done = run_tare(place_, {"profile", "load", "--model", "/nowhere/x.gguf", "--threads", "1"});
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, testing::StartsWith("tare: Profile load-cold stopped after step "));
  EXPECT_THAT(done.err, HasSubstr("/nowhere/x.gguf"));
  EXPECT_EQ(sentences(done), 1u) << done.err;
}

TEST_F(ProfileModel, WhatDesktopMateCannotReadOfTheCommandLineIsOneSentence) {
  auto done = run_tare(place_, small({"load", "--gpu-layers", "99999999999999"}));
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, HasSubstr("--gpu-layers"));
  EXPECT_EQ(sentences(done), 1u) << done.err;
}

TEST_F(ProfileModel, ASignalDuringAConversationKeepsTheRows) {
  for (int number : {SIGINT, SIGTERM}) {
    Workplace place;
    RunningTare tare(place, small({"conversation", "--turns", "1000", "--gpu-layers", "0"}));
    bool there = eventually(
        [&] { return place.text("out").find("\n2b model loaded") != std::string::npos; });
    tare.signal(number);
    auto done = tare.wait();
    ASSERT_TRUE(there) << done.err;
    EXPECT_EQ(done.exit, 128 + number) << done.err;
    EXPECT_THAT(place.text("memory_profile_conversation.txt"), HasSubstr("\n2b model loaded"));
    EXPECT_EQ(place.sockets(), 0u);
  }
}

TEST_F(ProfileModel, AnInterruptionWhileItLoadsKeepsTheRows) {
  RunningTare tare(place_, small({"load", "--stand-in-gpu", "1GiB"}));
  ASSERT_TRUE(eventually([&] { return place_.text("out").find("\n2 AI") != std::string::npos; }));
  tare.signal(SIGINT);
  auto done = tare.wait();
  EXPECT_EQ(done.exit, 130) << done.err;
  EXPECT_THAT(place_.text("memory_profile_llm.txt"), HasSubstr("\n2 AI libraries and backend"));
  EXPECT_EQ(place_.sockets(), 0u);
}

}  // namespace
}  // namespace tare::test
