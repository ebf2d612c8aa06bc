#include "core/figures.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/hand_made.h"

namespace tare {
namespace {

using hand_made::mebibytes;
using hand_made::step;

double mib_of(const Computed<ByteDelta>& delta) { return delta ? in_mib(*delta) : -999; }

TEST(Figures, RunsAreSortedByWhatTheySay) {
  std::vector<tare::Run> runs = {hand_made::startup(), hand_made::seed_load(),
                                 hand_made::seed_load(), tare::Run{}};
  runs[2].notes = {{"variant", "warm"}};
  auto sorted = sort_runs(runs);
  EXPECT_EQ(sorted.startup, runs.data());
  EXPECT_EQ(sorted.cold, &runs[1]);
  EXPECT_EQ(sorted.warm, &runs[2]);
  EXPECT_EQ(sorted.conversation, nullptr);
}

TEST(Figures, KeyMetricsAreTheRowsThemselves) {
  auto startup = hand_made::startup();
  auto load = hand_made::seed_load();
  auto metrics = key_metrics({.startup = &startup, .cold = &load});
  ASSERT_EQ(metrics.size(), 7u);
  EXPECT_EQ(*metrics[0].ram, mebibytes(36.26));
  EXPECT_EQ(*metrics[1].ram, mebibytes(48.88));
  EXPECT_EQ(*metrics[2].ram, mebibytes(199.36));
  EXPECT_EQ(*metrics[3].vram, mebibytes(5971.61));  // the device's: the process's is missing
  EXPECT_EQ(*metrics[4].own, mebibytes(500));
  EXPECT_EQ(metrics[0].vram.why(), (Unknown{Gap::no_reading, "no device"}));
  EXPECT_EQ(metrics[6].ram.why(), (Unknown{Gap::no_step, "6 unloaded"}));
  EXPECT_EQ(key_metrics({})[0].ram.why(), (Unknown{Gap::no_run, "startup"}));
}

TEST(Figures, SharesAddUpToExactlyAThousand) {
  for (auto parts : {std::vector<ByteDelta>{{1}, {1}, {1}}, std::vector<ByteDelta>{{5}, {-2}, {4}},
                     std::vector<ByteDelta>{{35}, {164}, {54}, {433}, {1}}}) {
    auto tenths = shares(parts);
    EXPECT_EQ(std::accumulate(tenths.begin(), tenths.end(), 0), 1000);
  }
  EXPECT_EQ(shares(std::vector<ByteDelta>{{1}, {1}, {1}}), (std::vector<int>{334, 333, 333}));
  EXPECT_EQ(shares(std::vector<ByteDelta>{{5}, {-2}, {4}}), (std::vector<int>{714, -286, 572}));
}

// 35.41 + 163.95 + 53.98 + 433.43 + 0.57 = 687.34; in tenths of a percent of it
// 51.5, 238.5, 78.5, 630.6, 0.8: floors add up to 997, the largest remainders get the rest.
TEST(Figures, OverheadRowsAddUpToTheProcess) {
  auto startup = hand_made::startup();
  auto load = hand_made::seed_load();
  auto all = overhead({.startup = &startup, .cold = &load});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->rows.size(), 5u);
  ByteDelta sum;
  ByteDelta vram_sum;
  double percent = 0;
  for (const auto& row : all->rows) {
    sum = sum + row.ram;
    vram_sum = vram_sum + *row.vram;
    percent += row.percent;
  }
  EXPECT_EQ(sum, all->total - Bytes{});
  EXPECT_EQ(vram_sum, *all->vram_total - Bytes{});
  EXPECT_NEAR(percent, 100, 1e-9);
  EXPECT_NEAR(in_mib(all->rows[1].ram), 163.95, 0.001);
  EXPECT_NEAR(mib_of(all->rows[2].vram), 5234.41, 0.001);
  EXPECT_NEAR(all->rows[3].percent, 63.1, 0.051);
  EXPECT_NEAR(mib_of(all->qt), 12.62, 0.001);
}

TEST(Figures, OverheadOfAnUnfinishedLoadNamesTheStepThatIsMissing) {
  auto load = hand_made::seed_load();
  load.steps.pop_back();
  EXPECT_EQ(overhead({.cold = &load}).why(), (Unknown{Gap::no_step, "5 second reply"}));
  EXPECT_EQ(overhead({}).why(), (Unknown{Gap::no_run, "load"}));
}

TEST(Figures, RatiosOfTheSeedFromItsOwnRows) {
  auto startup = hand_made::startup();
  auto load = hand_made::seed_load();
  load.steps[4].mappings = {
      {.name = "/m/zephyr.gguf", .kind = MappingKind::file, .rss = {2254857830}}};
  auto list = ratios({.startup = &startup, .cold = &load});
  ASSERT_EQ(list.size(), 6u);
  EXPECT_NEAR(*list[0].value, 163.95 / 0.60, 0.01);  // not the 30 that the seed states
  EXPECT_NEAR(*list[1].value, 163.95 / 12.62, 0.001);
  EXPECT_NEAR(*list[2].value, 5234.41 * 1048576 / 4509715660.0, 1e-6);
  EXPECT_NEAR(*list[3].value, 5234.41 * 1048576 / 5242880000.0, 1e-6);
  EXPECT_NEAR(*list[4].value, 0.5, 1e-9);
  EXPECT_NEAR(*list[5].value, 433.43 / 0.57, 0.01);
}

TEST(Figures, NothingIsDividedByNothing) {
  auto load = hand_made::seed_load();
  load.steps[4] = step("5 second reply", 686.0, 500);  // less than after the first
  auto list = ratios({.cold = &load});
  EXPECT_EQ(list[5].value.why(), (Unknown{Gap::not_above, "5 second reply"}));
  EXPECT_NEAR(mib_of(list[5].below), -0.77, 0.001);
  EXPECT_EQ(list[0].value.why(), (Unknown{Gap::no_run, "startup"}));
  load.steps[2].notes.clear();
  list = ratios({.cold = &load});
  EXPECT_EQ(list[2].value.why(), (Unknown{Gap::no_note, "model.bytes"}));
  EXPECT_EQ(list[3].value.why(), (Unknown{Gap::no_note, "model.placed"}));
}

// Cold: load +53.98, first reply +433.43 in 2110.5 ms. Warm: load +480.00, first reply +7.30.
TEST(Figures, WarmUpMovesWhatTheTwoRunsDifferBy) {
  auto cold = hand_made::seed_load();
  auto warm = hand_made::seed_load();
  warm.steps[2] = step("3 model loaded", 679.36, 480, {{"warm_ms", "350"}});
  warm.steps[3] = step("4 first reply", 686.66, 500, {{"first_token_ms", "1760.5"}});
  auto moved = warm_up({.cold = &cold, .warm = &warm});
  EXPECT_NEAR(mib_of(moved.saved), 433.43 - 7.30, 0.001);
  EXPECT_NEAR(mib_of(moved.added), 480.00 - 53.98, 0.001);
  EXPECT_NEAR(*moved.saved_ms, 350, 1e-9);
  EXPECT_NEAR(*moved.warming_ms, 350, 1e-9);
  EXPECT_EQ(warm_up({.cold = &cold}).saved.why(), (Unknown{Gap::no_run, "load"}));
}

TEST(Figures, VramIsTheProcessesWhereItCanBeRead) {
  auto device = hand_made::with_card(step("a", 1, 1), 700, Missing{Why::not_supported, "WDDM"});
  auto both = hand_made::with_card(step("a", 1, 1), 700, mebibytes(100));
  EXPECT_EQ(vram_basis(device.sample), VramBasis::device);
  EXPECT_EQ(vram(device.sample, VramBasis::device), Reading(mebibytes(700)));
  EXPECT_EQ(vram_basis(both.sample), VramBasis::process);
  EXPECT_EQ(vram(both.sample, VramBasis::process), Reading(mebibytes(100)));
  EXPECT_EQ(vram_basis(step("a", 1, 1).sample), VramBasis::process);
}

}  // namespace
}  // namespace tare
