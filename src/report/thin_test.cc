#include "report/thin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tare {
namespace {

using testing::ElementsAre;

Rows rows_of(std::size_t width, std::vector<double> cells) {
  return {.width = width, .cells = std::move(cells)};
}
std::vector<double> column(const Rows& rows, std::size_t index) {
  std::vector<double> list;
  list.reserve(rows.count());
  for (std::size_t i = 0; i < rows.count(); ++i) list.push_back(rows.row(i)[index]);
  return list;
}
double lowest(const std::vector<double>& list) {
  double low = std::numeric_limits<double>::infinity();
  for (auto value : list)
    if (value >= 0) low = std::min(low, value);
  return low;
}
double highest(const std::vector<double>& list) {
  double high = -1;
  for (auto value : list)
    if (value >= 0) high = std::max(high, value);
  return high;
}

TEST(Thin, FirstLastLowestHighestAndOneGapStay) {
  auto kept = keep_extremes(rows_of(2, {0, 5, 1, 9, 2, 5, 3, kGap, 4, kGap, 5, 1, 6, 5, 7, 5}));
  EXPECT_THAT(column(kept, 0), ElementsAre(0, 1, 3, 5, 7));
}

TEST(Thin, OfEqualValuesTheFirstStays) {
  auto kept = keep_extremes(rows_of(2, {0, 3, 1, 3, 2, 3, 3, 3}));
  EXPECT_THAT(column(kept, 0), ElementsAre(0, 3));
}

TEST(Thin, WhatNobodyAskedForIsNeitherAnExtremeNorAGap) {
  auto kept = keep_extremes(rows_of(2, {0, 3, 1, kNotAsked, 2, 4, 3, 3}));
  EXPECT_THAT(column(kept, 0), ElementsAre(0, 2, 3));
}

TEST(Thin, RowsStayWhole) {
  auto kept = keep_extremes(rows_of(3, {0, 1, 10, 1, 5, 20, 2, 2, 90, 3, 1, 10}));
  EXPECT_THAT(column(kept, 1), ElementsAre(1, 5, 2, 1));
  EXPECT_THAT(column(kept, 2), ElementsAre(10, 20, 90, 10));
}

TEST(Thin, FewRowsAllStay) {
  for (std::size_t count : {0u, 1u, 2u, 9u, 10u}) {
    Thinner thinner(2, 10);
    for (std::size_t i = 0; i < count; ++i)
      thinner.add(std::vector<double>{static_cast<double>(i), 7.0});
    EXPECT_EQ(thinner.rows().count(), count);
  }
}

TEST(Thin, AnOddNumberOfBucketsIsOneFewer) {
  Thinner thinner(2, 3);
  for (int i = 0; i < 100; ++i) thinner.add(std::vector<double>{double(i), 7.0});
  EXPECT_EQ(column(thinner.rows(), 0).front(), 0);
  EXPECT_EQ(column(thinner.rows(), 0).back(), 99);
}

// A peak of one sample among a hundred thousand, wherever it stands.
class PeakAt : public testing::TestWithParam<std::size_t> {};
TEST_P(PeakAt, Stays) {
  Thinner thinner(3, 100);
  for (std::size_t i = 0; i < 100000; ++i) {
    double peak = i == GetParam() ? 1e9 : 10;
    double trough = i == GetParam() ? 0 : 10;
    thinner.add(std::vector<double>{static_cast<double>(i), peak, trough});
  }
  auto rows = thinner.rows();
  EXPECT_LT(rows.count(), 100u * 8);
  auto peaks = column(rows, 1);
  auto found = std::ranges::find(peaks, 1e9);
  ASSERT_NE(found, peaks.end());
  auto at = static_cast<std::size_t>(found - peaks.begin());
  EXPECT_EQ(rows.row(at)[0], static_cast<double>(GetParam()));
  EXPECT_EQ(rows.row(at)[2], 0);
}
INSTANTIATE_TEST_SUITE_P(Everywhere, PeakAt,
                         testing::Values(0, 1, 63, 64, 4095, 4096, 50000, 65535, 65536, 99998,
                                         99999));

TEST(Thin, AGapOfOneSampleStays) {
  Thinner thinner(2, 64);
  for (int i = 0; i < 100000; ++i)
    thinner.add(std::vector<double>{double(i), i == 31337 ? kGap : 5.0});
  auto rows = thinner.rows();
  auto values = column(rows, 1);
  auto found = std::ranges::find_if(values, [](double value) { return std::isnan(value); });
  ASSERT_NE(found, values.end());
  EXPECT_EQ(rows.row(static_cast<std::size_t>(found - values.begin()))[0], 31337);
}

TEST(Thin, AnyStretchKeepsItsExtremesToABucket) {
  std::mt19937 dice(7);
  std::uniform_real_distribution<double> value(0, 1e6);
  Thinner thinner(2, 128);
  std::vector<double> all;
  for (int i = 0; i < 50000; ++i) {
    all.push_back(value(dice));
    thinner.add(std::vector<double>{double(i), all.back()});
  }
  auto rows = thinner.rows();
  auto times = column(rows, 0);
  EXPECT_TRUE(std::ranges::is_sorted(times));
  EXPECT_LE(rows.count(), 128u * 4);
  // Every row is one that came in.
  for (std::size_t i = 0; i < rows.count(); ++i)
    ASSERT_EQ(rows.row(i)[1], all[static_cast<std::size_t>(rows.row(i)[0])]);
  // 50000 rows in at most 128 buckets of a power of two: 512 rows each.
  for (std::size_t from = 0; from + 512 <= all.size(); from += 512) {
    std::vector<double> in, kept;
    for (std::size_t i = from; i < from + 512; ++i) in.push_back(all[i]);
    for (std::size_t i = 0; i < rows.count(); ++i)
      if (rows.row(i)[0] >= double(from) && rows.row(i)[0] < double(from + 512))
        kept.push_back(rows.row(i)[1]);
    ASSERT_EQ(lowest(kept), lowest(in)) << from;
    ASSERT_EQ(highest(kept), highest(in)) << from;
  }
}

TEST(Thin, AColumnThatComesLaterHasAGapBefore) {
  Thinner thinner(2, 4);
  for (int i = 0; i < 10; ++i) thinner.add(std::vector<double>{double(i), 1.0});
  thinner.widen();
  for (int i = 10; i < 20; ++i) thinner.add(std::vector<double>{double(i), 1.0, 8.0});
  auto rows = thinner.rows();
  EXPECT_EQ(rows.width, 3u);
  EXPECT_TRUE(std::isnan(rows.row(0)[2]));
  EXPECT_EQ(rows.row(rows.count() - 1)[2], 8);
  EXPECT_EQ(rows.row(rows.count() - 1)[0], 19);
}

}  // namespace
}  // namespace tare
