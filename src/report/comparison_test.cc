// What is read of the runs of a comparison, and how it is told.
#include "report/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/figures.h"
#include "report/compared_runs.h"
#include "report/comparison_blocks.h"
#include "report/comparison_csv.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/text.h"

namespace tare {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Runs = std::vector<tare::Run>;

std::vector<std::string> lines_of(const std::vector<Block>& blocks) {
  std::vector<std::string> lines;
  for (const auto& block : blocks)
    lines.insert(lines.end(), block.lines.begin(), block.lines.end());
  return lines;
}
std::string all_lines(const std::vector<Block>& blocks) {
  return fmt::format("{}", fmt::join(lines_of(blocks), "\n"));
}

TEST(Variant, IsReadFromTheRunsRows) {
  auto run = golden::gpu({.variant = "20 layers", .asked = 20, .placed = 12, .ram = 2});
  auto variant = variant_of(run);
  EXPECT_EQ(variant.name, "20 layers");
  EXPECT_EQ(variant.asked_layers, 20);
  EXPECT_EQ(variant.placed, 12);
  EXPECT_EQ(variant.layers, 31);
  EXPECT_EQ(variant.ctx, 2048u);
  EXPECT_EQ(*variant.figure(Quantity::rss_loaded).value, 52 << 20);
  EXPECT_EQ(*variant.figure(Quantity::own_end).value, 28 << 20);
  EXPECT_EQ(*variant.figure(Quantity::vram_process).value, 48 << 20);
  EXPECT_EQ(*variant.figure(Quantity::load).value, 200);
  EXPECT_EQ(*variant.figure(Quantity::first_reply).value, 800);
  EXPECT_EQ(*variant.figure(Quantity::later_reply).value, 700);
  EXPECT_EQ(*variant.figure(Quantity::prompt_speed).value, 150.5);  // of the first reply
  EXPECT_EQ(*variant.figure(Quantity::reply_speed).value, 66);      // of the last
  EXPECT_EQ(variant.failure, "");
}

TEST(Variant, OfAConversationTakesTheMedianOfLaterReplies) {
  auto run = golden::setting({.variant = "default"});
  auto variant = variant_of(run);
  EXPECT_EQ(*variant.figure(Quantity::first_reply).value, 800);
  EXPECT_EQ(*variant.figure(Quantity::later_reply).value, 520);
  EXPECT_EQ(*variant.figure(Quantity::rss_end).value, 70 << 20);
  EXPECT_FALSE(variant.figure(Quantity::vram_process).value);
  EXPECT_EQ(variant.figure(Quantity::vram_process).missing.why, Why::no_device);
}

TEST(Variant, OfARunCutShortSaysWhyAndMissesTheRest) {
  auto run = golden::gpu({.variant = "performance"});
  run.steps.resize(2);
  run.end = {End::How::exited, 3};
  run.notes.push_back({"warning", "The model does not fit into RAM."});
  auto variant = variant_of(run);
  EXPECT_EQ(variant.failure, "The model does not fit into RAM.");
  EXPECT_THAT(variant.warnings, ElementsAre());
  EXPECT_FALSE(variant.placed);
  for (const auto& facts : quantities()) EXPECT_FALSE(variant.figure(facts.quantity).value);
  run.notes.pop_back();
  EXPECT_EQ(variant_of(run).failure, "exit 3");
}

TEST(Comparison, RunsOfOneAreNoProfilesOfTheSeed) {
  auto runs = golden::gpu_runs();
  EXPECT_EQ(sort_runs(runs).cold, nullptr);
  EXPECT_TRUE(told_together(runs[0], runs));
  Runs alone = {runs[0]};
  EXPECT_FALSE(told_together(alone[0], alone));
  EXPECT_TRUE(comparison_blocks(Lang::en, alone).empty());
  EXPECT_THAT(report_text({}, alone, alone), HasSubstr("\n3 model loaded"));
  EXPECT_THAT(report_text({}, runs, runs), Not(HasSubstr("\n3 model loaded")));
}

TEST(Gpu, AProfileThatEqualsAnotherIsSaidToAndWhy) {
  auto text = all_lines(comparison_blocks(Lang::en, golden::gpu_runs()));
  EXPECT_THAT(text, HasSubstr("balanced puts as many layers on the card as performance: 31 of 31 "
                              "(35 and all asked for). They differ in context (2048 against 4096) "
                              "and batch (256 against 512)."));
  EXPECT_THAT(text, HasSubstr("all layers equals balanced for this model: 31 of 31 layers on the "
                              "card in both (all and 35 asked for)"));
  EXPECT_THAT(text, Not(HasSubstr("cpu_fallback equals")));
  EXPECT_THAT(text, HasSubstr("20 layers: Gave up 20 layers on the GPU for 12 layers before"));
  EXPECT_THAT(text, HasSubstr("20 layers, remark: Locking was asked for."));
  EXPECT_THAT(text, Not(HasSubstr("No card was found")));
}

TEST(Gpu, WithoutACardItIsSaidOnceAndWhatToDo) {
  auto text = all_lines(comparison_blocks(Lang::en, golden::gpu_runs(false)));
  EXPECT_THAT(text, HasSubstr("No card was found, so every profile runs on the CPU alone"));
  EXPECT_THAT(text, HasSubstr("--stand-in-gpu 6GiB"));
  EXPECT_THAT(text, Not(HasSubstr("as many layers")));
  EXPECT_EQ(text.find("No card was found"), text.rfind("No card was found"));
}

TEST(Gpu, AFailedVariantHasAColumnAndASentence) {
  auto runs = golden::gpu_runs();
  runs[1].steps.resize(2);
  runs[1].end = {End::How::signalled, 9};
  auto blocks = comparison_blocks(Lang::en, runs);
  EXPECT_THAT(all_lines(blocks), HasSubstr("balanced failed: signal 9"));
  EXPECT_EQ(blocks[0].rows[1][2], "-");
  EXPECT_THAT(all_lines(blocks), HasSubstr("the run has no step \"model loaded\""));
}

TEST(Settings, ADifferenceWithinTheSpreadIsNone) {
  auto blocks = comparison_blocks(Lang::en, golden::settings_runs());
  ASSERT_EQ(blocks.size(), 3u);
  const auto& memory = blocks[1].rows;
  ASSERT_EQ(memory.size(), 4u);  // the run-in is not told
  EXPECT_EQ(memory[0][1], "50.25");
  EXPECT_EQ(memory[1][1], "0.50");
  EXPECT_EQ(memory[2][0], "n_ctx 512");
  EXPECT_EQ(memory[2][1], "-15.25");
  EXPECT_EQ(memory[3][1], "=");
  EXPECT_THAT(all_lines(blocks), HasSubstr("mlock: no difference beyond the spread."));
  EXPECT_THAT(all_lines(blocks), HasSubstr("n_ctx 512: no difference beyond the spread in load "
                                           "time, the first reply"));
  EXPECT_THAT(all_lines(blocks), HasSubstr("mlock, remark: 8 MiB of 94 were locked."));
}

TEST(Settings, WithOneDefaultNoDifferenceIsClaimed) {
  auto runs = golden::settings_runs();
  runs.resize(3);
  auto blocks = comparison_blocks(Lang::en, runs);
  EXPECT_EQ(blocks[1].rows[1][1], "-");
  EXPECT_EQ(blocks[1].rows[2][1], "=");
  EXPECT_THAT(all_lines(blocks), HasSubstr("Fewer than two default runs"));
}

TEST(Ipc, TellsEachStateAndTheTrade) {
  Runs runs = {golden::ipc()};
  auto blocks = comparison_blocks(Lang::en, runs);
  ASSERT_EQ(blocks.size(), 4u);
  EXPECT_THAT(blocks[1].header,
              ElementsAre("command", "absent median", "p99", "max", "connected median", "p99",
                          "max", "slow median", "p99", "max"));
  EXPECT_THAT(blocks[1].rows[0], ElementsAre("set_expression", "0.31", "0.90", "15.00", "0.33",
                                             "1.20", "16.00", "0.32", "1.10", "17.00"));
  EXPECT_EQ(blocks[1].rows[1][7], "-");  // load_model was not measured with a slow one
  auto text = all_lines(blocks);
  EXPECT_THAT(text, HasSubstr("same 60 bytes, in turn with it: 40.00 µs median, 80.00 p99; the "
                              "bridge takes 1.20 times as long"));
  EXPECT_THAT(text, HasSubstr("one by one, call 0.30 µs"));
  EXPECT_THAT(text, HasSubstr("longest: 4096.0 KiB"));
  EXPECT_THAT(text, HasSubstr("371 µs"));
}

TEST(Ipc, NotesThatAreNotSoundAreLeftOut) {
  tare::Run run{.steps = {hand_made::step("2 avatar absent", 1, 1)}};
  for (auto value : {"", "absent", "absent x 1 2 3", "absent x 1 2 3 4 5", "absent x 0 - - -",
                     "absent x -1 2 3 4", "absent x 1e999 2 3 4"})
    run.steps[0].notes.push_back({"ipc.call", value});
  run.steps[0].notes.push_back({"ipc.cpu", "soon many"});
  run.steps[0].notes.push_back({"ipc.queue", "usual \x1b 7"});
  run.steps[0].notes.push_back({"ipc.bare", "66"});
  run.notes = {{"comparison", "ipc"}};
  auto figures = ipc_figures(run);
  EXPECT_TRUE(figures.rows.empty());
  EXPECT_TRUE(figures.queue.empty());
  EXPECT_FALSE(figures.bare);
  Runs runs = {run};
  EXPECT_TRUE(json::accept(runs_json(runs)));
  EXPECT_FALSE(comparison_blocks(Lang::fr, runs).empty());
}

TEST(Comparison, JsonHasTheRunsAndBehindThemTheComparison) {
  auto list = json::parse(runs_json(golden::gpu_runs()));
  ASSERT_EQ(list.size(), 6u);
  const auto& gpu = list[5];
  EXPECT_EQ(gpu["comparison"], "gpu");
  EXPECT_EQ(gpu["variants"][4]["layers_placed"], 12);
  EXPECT_EQ(gpu["variants"][0]["rss_loaded"], 58 << 20);
  EXPECT_EQ(gpu["same_layers"][1]["equal"], true);
  EXPECT_THAT(gpu["same_layers"][0]["differs"], ElementsAre("context", "batch"));
  auto settings = json::parse(runs_json(golden::settings_runs())).back();
  EXPECT_EQ(settings["default"]["rss_loaded"]["runs"], 3);
  EXPECT_EQ(settings["differences"][0]["rss_loaded"]["beyond_spread"], true);
  EXPECT_EQ(settings["variants"][0]["vram_process"]["missing"], "no device");
  Runs runs = {golden::ipc()};
  auto ipc = json::parse(runs_json(runs)).back();
  EXPECT_EQ(ipc["bare"]["median_ns"], 40000);
  EXPECT_EQ(ipc["figures"][0]["p99_ns"], 900);
}

TEST(Comparison, CsvIsOneTableOfOneComparison) {
  auto runs = golden::gpu_runs();
  EXPECT_THAT(*comparison_csv(runs),
              HasSubstr("\ngpu-20 layers,20 layers,20,12,31,2048,256,2,f16,0,"
                        "52428800,"));
  Runs ipc = {golden::ipc()};
  EXPECT_THAT(*comparison_csv(ipc),
              HasSubstr("\nipc,call,absent,set_expression,1000,310,900,15000\n"));
  runs.push_back(golden::ipc());
  EXPECT_FALSE(comparison_csv(runs));
  EXPECT_FALSE(comparison_csv({}));
}

TEST(Comparison, ForeignTextIsHarmless) {
  auto runs = golden::gpu_runs();
  runs[0].notes[1].value = "x\x1b[2J|<b>";
  runs[1].steps[2].notes.push_back({"gave_up", "y\x1b"});
  for (const auto& text :
       {report_text({}, runs, runs), report_markdown(Lang::en, false, runs), *comparison_csv(runs)})
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(report_markdown(Lang::en, false, runs), HasSubstr("\\|\\<b\\>"));
}

void expect_golden(const std::string& name, const std::string& text) {
  auto path = std::string(std::getenv("TARE_TEST_DATA")) + "/golden/" + name;
  if (std::getenv("TARE_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::ostringstream stored;
  stored << file.rdbuf();
  EXPECT_EQ(text, stored.str()) << path;
}

TEST(GoldenComparison, Gpu) {
  auto runs = golden::gpu_runs();
  expect_golden("gpu.txt", report_text({}, runs, runs));
  expect_golden("gpu.md", report_markdown(Lang::en, false, runs));
  expect_golden("gpu.fr.txt", report_text({.lang = Lang::fr}, runs, runs));
}
TEST(GoldenComparison, Settings) {
  auto runs = golden::settings_runs();
  expect_golden("settings.txt", report_text({}, runs, runs));
  expect_golden("settings.fr.txt", report_text({.lang = Lang::fr}, runs, runs));
}
TEST(GoldenComparison, Ipc) {
  Runs runs = {golden::ipc()};
  expect_golden("ipc.txt", findings_text(Lang::en, runs));
  expect_golden("ipc.fr.txt", findings_text(Lang::fr, runs));
}

TEST(CompareWords, BothLanguagesSayEverythingWithAsManyArguments) {
  auto arguments = [](std::string_view text) { return std::ranges::count(text, '{'); };
  for (int i = 0; i < static_cast<int>(CompareWord::last_word); ++i) {
    auto en = word(Lang::en, static_cast<CompareWord>(i));
    auto fr = word(Lang::fr, static_cast<CompareWord>(i));
    EXPECT_FALSE(en.empty()) << i;
    EXPECT_FALSE(fr.empty()) << en;
    EXPECT_EQ(arguments(en), arguments(fr)) << en;
  }
  EXPECT_EQ(word(Lang::en, CompareWord::reply_speed), "reply tokens/s");
  EXPECT_EQ(word(Lang::en, CompareWord::no), "no");
  EXPECT_EQ(word(Lang::en, CompareWord::setting), "setting");
  EXPECT_EQ(word(Lang::en, CompareWord::highest), "max");
  EXPECT_EQ(word(Lang::en, CompareWord::last_word), "");
}

}  // namespace
}  // namespace tare
