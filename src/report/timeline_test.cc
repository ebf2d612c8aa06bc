#include "report/timeline.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/hand_made.h"

namespace tare {
namespace {

using hand_made::mebibytes;
using hand_made::step;

constexpr double kMiB = 1 << 20;

Sample sample(double at, double rss, double own) {
  auto made = step("", rss, own).sample;
  made.at = std::chrono::microseconds(static_cast<std::int64_t>(at * 1e6));
  return made;
}
CardMemory card(const std::string& id, double used, Reading process) {
  return {id, "card " + id, CardKind::nvidia, gib(6), mebibytes(used), std::move(process)};
}
std::size_t index_of(const Timeline& line, CurveKind kind, const std::string& id = "") {
  for (std::size_t i = 0; i < line.curves.size(); ++i)
    if (line.curves[i].kind == kind && line.curves[i].card.id == id) return i;
  return line.curves.size();
}
double at(const Timeline& line, std::size_t row, CurveKind kind, const std::string& id = "") {
  return line.rows.row(row)[1 + index_of(line, kind, id)];
}

TEST(Timeline, EachNumberIsTheSamples) {
  tare::Run run;
  run.samples = {sample(0.5, 40, 10), sample(1.5, 60, 30)};
  auto line = timeline_of(run);
  ASSERT_EQ(line.rows.count(), 2u);
  EXPECT_EQ(line.samples, 2u);
  EXPECT_EQ(line.rows.row(0)[0], 0.5);
  EXPECT_EQ(at(line, 0, CurveKind::rss), 40 * kMiB);
  EXPECT_EQ(at(line, 0, CurveKind::anon), 10 * kMiB);
  EXPECT_EQ(at(line, 0, CurveKind::file), 30 * kMiB);
  EXPECT_EQ(at(line, 0, CurveKind::shmem), 0);
  EXPECT_EQ(at(line, 1, CurveKind::own), 30 * kMiB);
  EXPECT_EQ(at(line, 1, CurveKind::system), 25);  // 12 of 16 GiB available
}

TEST(Timeline, StepsAndTurnsStandAmongTheSamplesInOrder) {
  tare::Run run;
  run.samples = {sample(0, 1, 1), sample(2, 3, 1)};
  run.steps = {step("1 a", 9, 4)};
  run.steps[0].sample.at = std::chrono::seconds(1);
  run.turns = {
      {.number = 1, .at = std::chrono::milliseconds(1500), .process = sample(0, 7, 2).process}};
  auto line = timeline_of(run);
  ASSERT_EQ(line.rows.count(), 4u);
  EXPECT_EQ(at(line, 1, CurveKind::rss), 9 * kMiB);
  EXPECT_EQ(at(line, 2, CurveKind::rss), 7 * kMiB);
  // A turn does not read the machine: no gap.
  EXPECT_EQ(at(line, 2, CurveKind::system), kNotAsked);
  EXPECT_TRUE(line.curves[index_of(line, CurveKind::system)].absent.empty());
}

TEST(Timeline, OwnOfAStepIsMeasuredAsThatOfASample) {
  tare::Run run;
  run.steps = {step("1 a", 9, 4)};
  run.steps[0].sample.process.own = mebibytes(5);  // private dirty pages of files too
  EXPECT_EQ(at(timeline_of(run), 0, CurveKind::own), 4 * kMiB);
}

TEST(Timeline, AMissingReadingIsAGapWithItsReasonAndNeverZero) {
  tare::Run run;
  run.samples = {sample(0, 4, 1), sample(1, 4, 1), sample(2, 4, 1)};
  run.samples[1].process.anon = Missing{Why::process_gone, "gone"};
  run.samples[1].machine.available = Missing{Why::not_permitted, ""};
  run.samples[2].machine.total = Bytes{};
  auto line = timeline_of(run);
  EXPECT_TRUE(std::isnan(at(line, 1, CurveKind::anon)));
  EXPECT_TRUE(std::isnan(at(line, 1, CurveKind::system)));
  EXPECT_TRUE(std::isnan(at(line, 2, CurveKind::system)));
  const auto& absent = line.curves[index_of(line, CurveKind::anon)].absent;
  ASSERT_EQ(absent.size(), 1u);
  EXPECT_EQ(absent[0].missing, (Missing{Why::process_gone, "gone"}));
  EXPECT_EQ(absent[0].moments, 1u);
  EXPECT_EQ(line.curves[index_of(line, CurveKind::system)].absent.size(), 2u);
}

TEST(Timeline, CardsHaveTwoCurvesEachAndMayComeAndGo) {
  tare::Run run;
  run.samples = {sample(0, 4, 1), sample(1, 4, 1), sample(2, 4, 1), sample(3, 4, 1)};
  Missing no_list{Why::not_supported, "no process list"};
  run.samples[1].cards = {{card("a", 100, mebibytes(40)), card("b", 7, no_list)}, {}};
  run.samples[2].cards = {{card("b", 8, no_list)}, Missing{Why::failed, "lost a"}};
  run.samples[3].cards = {{card("b", 9, no_list)}, Missing{Why::failed, "lost a"}};
  auto line = timeline_of(run);
  EXPECT_TRUE(std::isnan(at(line, 0, CurveKind::card, "a")));
  EXPECT_EQ(at(line, 1, CurveKind::card, "a"), 100 * kMiB);
  EXPECT_EQ(at(line, 1, CurveKind::process, "a"), 40 * kMiB);
  EXPECT_TRUE(std::isnan(at(line, 2, CurveKind::card, "a")));
  EXPECT_EQ(at(line, 3, CurveKind::card, "b"), 9 * kMiB);
  EXPECT_TRUE(std::isnan(at(line, 3, CurveKind::process, "b")));
  const auto& gone = line.curves[index_of(line, CurveKind::card, "a")].absent;
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].missing.detail, "lost a");
  EXPECT_EQ(gone[0].moments, 2u);
}

TEST(Timeline, ARunOfManyCardsAndReasonsStaysBounded) {
  tare::Run run;
  for (int i = 0; i < 100; ++i) {
    run.samples.push_back(sample(i, 4, 1));
    auto name = std::to_string(i);
    run.samples.back().cards = {{card(name, 1, Missing{Why::failed, name})}, {}};
    run.samples.back().process.anon = Missing{Why::failed, name};
  }
  auto line = timeline_of(run);
  EXPECT_LE(line.curves.size(), 6u + 2 * 16);
  EXPECT_LE(line.curves[index_of(line, CurveKind::anon)].absent.size(), 6u);
}

TEST(Timeline, TimesThatFallAreSorted) {
  tare::Run run;
  run.samples = {sample(3, 1, 1), sample(1, 2, 1), sample(2, 3, 1)};
  auto line = timeline_of(run);
  EXPECT_EQ(at(line, 0, CurveKind::rss), 2 * kMiB);
  EXPECT_EQ(at(line, 2, CurveKind::rss), 1 * kMiB);
}

TEST(Timeline, AMillionSamplesBecomeFewAndKeepTheirPeak) {
  TimelineMaker maker;
  auto one = sample(0, 50, 20);
  for (int i = 0; i < 1000000; ++i) {
    one.at = std::chrono::milliseconds(100 * i);
    one.process.rss = mebibytes(i == 777777 ? 999 : 50 + i % 7);
    maker.add(one);
  }
  auto line = maker.finish({});
  EXPECT_EQ(line.samples, 1000000u);
  EXPECT_LT(line.rows.count(), 10000u);
  double highest = 0;
  double when = 0;
  for (std::size_t i = 0; i < line.rows.count(); ++i)
    if (at(line, i, CurveKind::rss) > highest) {
      highest = at(line, i, CurveKind::rss);
      when = line.rows.row(i)[0];
    }
  EXPECT_EQ(highest, 999 * kMiB);
  EXPECT_DOUBLE_EQ(when, 77777.7);
}

TEST(Timeline, AnEmptyRunHasNoRows) { EXPECT_EQ(timeline_of({}).rows.count(), 0u); }

}  // namespace
}  // namespace tare
