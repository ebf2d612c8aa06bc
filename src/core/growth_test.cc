#include "core/growth.h"

#include <gtest/gtest.h>

#include "core/hand_made.h"

namespace tare {
namespace {

using hand_made::step;

// The seed's rows (807.18, 808.30, 298.61), with own bytes that it did not read.
Run conversation(double own_10, double own_50, double own_100) {
  Run run;
  run.steps = {step("1 baseline", 35.09, 10, {{"scenario", "conversation"}}),
               step("2b model loaded", 410.64, 200),
               step("3 after 10 messages", 807.18, own_10, {{"messages", "10"}}),
               step("4 after 50 messages", 808.30, own_50, {{"messages", "50"}}),
               step("5 after 100 messages", 298.61, own_100, {{"messages", "100"}}),
               step("6 chat reset", 298.0, own_100, {{"messages", "100"}})};
  return run;
}

TEST(Growth, MessagesComeFromTheNoteElseFromTheName) {
  EXPECT_EQ(messages_of(step("3 after 10 messages", 1, 1)), 10u);
  EXPECT_EQ(messages_of(step("3 after 1 message", 1, 1)), 1u);
  EXPECT_EQ(messages_of(step("x", 1, 1, {{"messages", "7"}})), 7u);
  EXPECT_EQ(messages_of(step("3 after lunch", 1, 1)), std::nullopt);
  EXPECT_EQ(messages_of(step("1 baseline", 1, 1)), std::nullopt);
}

TEST(Growth, BytesPerMessageFromTheFirstRowToTheLast) {
  auto run = conversation(250, 250.5, 251.8);
  run.turns.resize(100);
  auto grown = growth({.conversation = &run});
  ASSERT_TRUE(grown);
  EXPECT_EQ(grown->from_message, 10u);
  EXPECT_EQ(grown->to_message, 100u);
  EXPECT_EQ(grown->rows, 3u);
  EXPECT_EQ(grown->turns, 100u);
  EXPECT_NEAR(in_mib(*grown->own), 1.8, 1e-6);
  EXPECT_NEAR(*grown->own_per_message, 1.8 * 1048576 / 90, 0.02);
  EXPECT_NEAR(in_mib(*grown->rss), -508.57, 1e-3);
  EXPECT_FALSE(grown->vram);
}

TEST(Growth, AFallOfFilePagesAloneIsNotFreed) {
  auto run = conversation(250, 250, 250);
  auto grown = growth({.conversation = &run});
  ASSERT_EQ(grown->falls.size(), 1u);
  EXPECT_EQ(grown->falls[0].kind, FallKind::reclaimed);
  EXPECT_EQ(grown->falls[0].from_message, 50u);
  EXPECT_NEAR(in_mib(grown->falls[0].rss), -509.69, 1e-3);
}

TEST(Growth, AFallOfOwnBytesIsFreed) {
  auto run = conversation(780, 780, 270.31);
  EXPECT_EQ(growth({.conversation = &run})->falls.at(0).kind, FallKind::freed);
}

TEST(Growth, AFallThatSwapTookIsNotFreed) {
  auto run = conversation(700, 700, 700);
  auto& last = run.steps[4].sample.process;
  last.file = run.steps[3].sample.process.file;
  last.swap = hand_made::mebibytes(509.69);
  EXPECT_EQ(growth({.conversation = &run})->falls.at(0).kind, FallKind::swapped);
}

TEST(Growth, HalfAndHalfIsMixed) {
  auto run = conversation(600, 600, 345);
  EXPECT_EQ(growth({.conversation = &run})->falls.at(0).kind, FallKind::mixed);
}

TEST(Growth, SmallFallsAreNotNamed) {
  auto run = conversation(250, 250, 250);
  run.steps[4] = step("5 after 100 messages", 807.9, 250, {{"messages", "100"}});
  EXPECT_TRUE(growth({.conversation = &run})->falls.empty());
}

TEST(Growth, OneRowIsNoGrowth) {
  auto run = conversation(250, 250, 250);
  run.steps.resize(3);
  EXPECT_EQ(growth({.conversation = &run}).why().gap, Gap::no_step);
  EXPECT_EQ(growth({}).why().gap, Gap::no_run);
  run = conversation(250, 250, 250);
  run.steps[4].sample.process.own = Missing{Why::not_permitted, "smaps"};
  EXPECT_EQ(growth({.conversation = &run})->own.why(), (Unknown{Gap::no_reading, "not permitted"}));
}

}  // namespace
}  // namespace tare
