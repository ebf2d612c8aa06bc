// `tare profile gpu|settings` with the real desktop-mate and the real small model on a stand-in
// card.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/profile/run_tare.h"

namespace tare::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::string model() {
  const char* path = std::getenv("TARE_TEST_MODEL");
  return path == nullptr ? "models/SmolLM2-135M-Instruct.Q4_1.gguf" : path;
}

class CompareModel : public testing::Test {
 protected:
  Outcome compare(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "profile");
    arguments.insert(arguments.end(),
                     {"--model", model(), "--threads", "1", "--reply-tokens", "4"});
    return run_tare(place_, std::move(arguments));
  }
  // The comparison behind the runs.
  json comparison(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    auto done = compare(std::move(arguments));
    EXPECT_EQ(done.exit, 0) << done.err;
    all_ = json::parse(done.out, nullptr, false);
    return all_.back();
  }
  // What llama.cpp says of the load, in the run of that variant.
  const json& loaded(const std::string& variant) {
    for (const auto& run : all_)
      for (const auto& said : run.value("notes", json::array()))
        if (said["key"] == "comparison.variant" && said["value"] == variant) return run["steps"][2];
    static const json kNone;
    return kNone;
  }
  static const json& variant(const json& comparison, const std::string& name) {
    for (const auto& one : comparison["variants"])
      if (one["variant"] == name) return one;
    static const json kNone;
    return kNone;
  }
  static double placed_bytes(const json& step) {
    double sum = 0;
    for (const auto& said : step.value("model.placed", json::array())) {
      auto text = said.get<std::string>();
      sum += std::stod(text.substr(text.rfind(' ') + 1));
    }
    return sum;
  }

  Workplace place_;
  json all_;
};

TEST_F(CompareModel, OnACardThatHoldsAllProfilesArePlacedAsAskedAndEqualOnesSaidSo) {
  auto gpu = comparison(
      {"gpu", "--stand-in-gpu", "6GiB", "--ctx", "512", "--batch", "64", "--layers", "0,8,all"});
  ASSERT_EQ(all_.size(), 7u);
  auto placed = [&](const char* name) { return variant(gpu, name)["layers_placed"]; };
  EXPECT_EQ(placed("performance"), 31);
  EXPECT_EQ(variant(gpu, "balanced")["layers_asked"], 35);
  EXPECT_EQ(placed("balanced"), 31);
  EXPECT_EQ(placed("cpu_fallback"), 0);
  EXPECT_EQ(placed("0 layers"), 0);
  EXPECT_EQ(placed("8 layers"), 8);
  EXPECT_EQ(placed("all layers"), 31);
  for (auto name : {"performance", "balanced", "8 layers", "all layers"}) {
    double placed_there = placed_bytes(loaded(name));
    ASSERT_GT(placed_there, 1e6) << name;
    EXPECT_NEAR(variant(gpu, name)["vram_process"].get<double>() / placed_there, 1, 0.01) << name;
  }
  EXPECT_EQ(variant(gpu, "cpu_fallback")["vram_process"], 0);
  for (const auto& one : gpu["variants"]) {
    EXPECT_THAT(one["gave_up"], ElementsAre());
    for (auto key : {"rss_loaded", "own_end", "load_ms", "first_reply_ms", "later_reply_ms",
                     "prompt_tokens_per_s", "reply_tokens_per_s"})
      EXPECT_TRUE(one[key].is_number()) << one["variant"] << key << one[key];
  }
  // With context and batch given, 35 layers of 31 and all of them are one and the same.
  ASSERT_EQ(gpu["same_layers"].size(), 2u);
  EXPECT_EQ(gpu["same_layers"][0]["variant"], "balanced");
  EXPECT_EQ(gpu["same_layers"][0]["as"], "performance");
  EXPECT_EQ(gpu["same_layers"][0]["equal"], true);
  auto text = place_.text("memory_profile_gpu.txt");
  EXPECT_THAT(text, HasSubstr("balanced equals performance for this model: 31 of 31 layers"));
  EXPECT_THAT(text, HasSubstr("No profile had to give anything up."));
  // Its loads are no load profile: that one's page is left alone.
  EXPECT_EQ(place_.text("memory_profile_llm.html"), "");
}

TEST_F(CompareModel, ACardTooSmallLowersTheProfileBeforeTheLoadAndNoLoadFails) {
  auto gpu = comparison({"gpu", "--stand-in-gpu", "64MiB", "--ctx", "512", "--batch", "64"});
  for (auto name : {"performance", "balanced"}) {
    const auto& one = variant(gpu, name);
    EXPECT_GT(one["layers_placed"], 0) << one;
    EXPECT_LT(one["layers_placed"], 31);
    ASSERT_EQ(one["gave_up"].size(), 1u) << one;
    auto sentence = one["gave_up"][0].get<std::string>();
    EXPECT_THAT(sentence, HasSubstr("before the load: all 31 take "));
    EXPECT_THAT(sentence, HasSubstr("64.00 MiB are free"));
    EXPECT_LE(one["vram_process"].get<double>(), 64 << 20);
    EXPECT_NEAR(one["vram_process"].get<double>() / placed_bytes(loaded(name)), 1, 0.01);
  }
  EXPECT_EQ(variant(gpu, "cpu_fallback")["layers_placed"], 0);
  EXPECT_THAT(place_.text("memory_profile_gpu.txt"), HasSubstr("performance: Gave up all layers"));
}

TEST_F(CompareModel, ACardForNotOneLayerLeavesTheCpuAndSaysWhy) {
  auto gpu = comparison({"gpu", "--stand-in-gpu", "1MiB", "--ctx", "512", "--batch", "64"});
  const auto& one = variant(gpu, "performance");
  EXPECT_EQ(one["layers_placed"], 0);
  ASSERT_EQ(one["gave_up"].size(), 1u);
  EXPECT_THAT(one["gave_up"][0].get<std::string>(),
              HasSubstr("Gave up the GPU for the CPU before"));
}

TEST_F(CompareModel, SettingsAreToldAgainstRepeatedDefaultsAndAgainFromTheirFiles) {
  auto done =
      compare({"settings", "--ctx", "1024", "--batch", "64", "--turns", "4", "--out", "s.tare"});
  ASSERT_EQ(done.exit, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("default (median of 3)"));
  EXPECT_THAT(done.out, HasSubstr("run-in (not compared)"));
  for (auto row : {"\nn_ctx 512", "\nn_ctx 256", "\nkv_type q8_0", "\ncontext_limit 2", "\nmlock",
                   "\nwarm-up"})
    EXPECT_THAT(done.out, HasSubstr(row));
  std::vector<std::string> files;
  for (auto name : {"run-in", "default-1", "n_ctx-512", "n_ctx-256", "kv_type-q8_0", "default-2",
                    "context_limit-2", "mlock", "warm-up", "default-3"})
    files.push_back(std::string("s-settings-") + name + ".tare");
  auto words = files;
  words.insert(words.begin(), "report");
  auto again = run_tare(place_, words);
  ASSERT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(again.out, place_.text("memory_profile_settings.txt"));
  words.emplace_back("--json");
  auto settings = json::parse(run_tare(place_, words).out).back();
  EXPECT_EQ(settings["default"]["rss_loaded"]["runs"], 3);
  // Half the cells of an f16 cache: 1024 → 512 tokens of 30 layers, 3 heads of 64, K and V.
  double saved = 512.0 * 30 * 3 * 64 * 2 * 2;
  for (const auto& one : settings["differences"]) {
    if (one["variant"] != "n_ctx 512") continue;
    EXPECT_TRUE(one["rss_loaded"]["beyond_spread"].get<bool>());
    EXPECT_NEAR(one["rss_loaded"]["difference"].get<double>(), -saved, saved / 4);
  }
}

TEST_F(CompareModel, ALayerCountThatIsNoneIsOneSentence) {
  auto done = compare({"gpu", "--layers", "0,many"});
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, HasSubstr("--layers: 'many' is no number of layers"));
  done = compare({"gpu", "--gpu-layers", "3"});
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, HasSubstr("--gpu-layers is what tare profile gpu varies"));
}

}  // namespace
}  // namespace tare::test
