#include "app/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tare {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> labels(Profile profile, const ProfileSettings& settings = {}) {
  std::vector<std::string> list;
  for (const auto& run : compared_runs(profile, settings)) list.push_back(label(run));
  return list;
}

TEST(ComparedRuns, OfGpuAreTheProfilesThenTheLayers) {
  ProfileSettings settings{.layers = {0, 1, 16, -1}};
  EXPECT_THAT(labels(Profile::gpu, settings),
              ElementsAre("gpu-performance", "gpu-balanced", "gpu-cpu_fallback", "gpu-0-layers",
                          "gpu-1-layer", "gpu-16-layers", "gpu-all-layers"));
  auto runs = compared_runs(Profile::gpu, settings);
  EXPECT_THAT(runs[1].options, ElementsAre("--gpu-profile", "balanced", "--no-warm"));
  EXPECT_THAT(runs[6].options, ElementsAre("--gpu-layers", "-1", "--no-warm"));
  EXPECT_EQ(scenario_of(Profile::gpu), "load");
}

TEST(ComparedRuns, OfSettingsChangeOneThingEachBetweenThreeDefaults) {
  EXPECT_THAT(labels(Profile::settings),
              ElementsAre("settings-run-in", "settings-default-1", "settings-n_ctx-1024",
                          "settings-n_ctx-512", "settings-kv_type-q8_0", "settings-default-2",
                          "settings-context_limit-2", "settings-mlock", "settings-warm-up",
                          "settings-default-3"));
  for (const auto& run : compared_runs(Profile::settings, {})) {
    bool warm = std::ranges::find(run.options, "--warm") != run.options.end();
    EXPECT_EQ(warm, run.variant == "warm-up");
    EXPECT_THAT(run.options, Contains("--turns"));
    EXPECT_EQ(warm, std::ranges::find(run.options, "--no-warm") == run.options.end());
  }
}

TEST(ComparedRuns, OfSettingsDifferFromWhatWasAskedFor) {
  auto list =
      labels(Profile::settings,
             {.passed = {"--ctx", "700", "--kv-type", "q8_0", "--gpu-profile", "balanced"}});
  EXPECT_THAT(list, AllOf(Contains("settings-n_ctx-350"), Contains("settings-kv_type-f16"),
                          Contains("settings-no-mlock"), testing::Not(Contains("settings-mlock"))));
  EXPECT_EQ(std::ranges::count_if(list, [](auto& l) { return l.find("n_ctx") != l.npos; }), 1);
}

TEST(ComparedRuns, SayWhatTheyAre) {
  auto run = compared_runs(Profile::gpu, {}).front();
  EXPECT_THAT(notes_of(run),
              ElementsAre(Note{"comparison", "gpu"}, Note{"comparison.variant", "performance"}));
  EXPECT_TRUE(notes_of({.profile = Profile::load}).empty());
}

TEST(CheckOptions, WhatAComparisonVariesIsNotGivenBesideIt) {
  for (auto flag : {"--gpu-layers", "--gpu-profile"}) {
    auto refused = check_options(Profile::gpu, {.passed = {flag, "5"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(refused.error().text, HasSubstr(flag));
    EXPECT_TRUE(check_options(Profile::load, {.passed = {flag, "5"}}));
  }
  EXPECT_TRUE(check_options(Profile::gpu, {.passed = {"--ctx", "5"}}));
}

}  // namespace
}  // namespace tare
