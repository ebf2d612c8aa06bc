#include "app/watch_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/watch_text.h"

namespace tare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

WatchedProcess process(pid_t pid, std::uint64_t ram_mib, std::string name = "p", pid_t parent = 1) {
  WatchedProcess made;
  made.pid = pid;
  made.serial = static_cast<std::uint64_t>(pid);
  made.parent = parent;
  made.name = std::move(name);
  made.command = "/bin/" + made.name;
  made.rss = mib(ram_mib);
  made.own = mib(ram_mib / 2);
  made.vram = mib(1000 - ram_mib);
  return made;
}

WatchReading reading(std::vector<WatchedProcess> processes) {
  WatchReading made{.processes = std::move(processes)};
  made.machine.total = gib(4);
  made.machine.available = gib(3);
  return made;
}

std::vector<pid_t> pids(const WatchModel& model) {
  std::vector<pid_t> found;
  for (const auto* track : model.rows()) found.push_back(track->now.pid);
  return found;
}

void type(WatchModel& model, std::u32string_view text) {
  for (auto c : text) model.press(Key::of(c));
}

class WatchModelTest : public ::testing::Test {
 protected:
  WatchModelTest() {
    model_.take(reading({process(10, 100, "alpha"), process(20, 300, "Beta"), process(30, 200)}));
  }
  WatchModel model_{{}};
};

TEST_F(WatchModelTest, TheLargestComesFirstAndIsSelected) {
  EXPECT_THAT(pids(model_), ElementsAre(20, 30, 10));
  EXPECT_EQ(model_.selected()->now.pid, 20);
}

TEST_F(WatchModelTest, KeysSort) {
  type(model_, U"P");
  EXPECT_THAT(pids(model_), ElementsAre(10, 20, 30));
  type(model_, U"V");
  EXPECT_THAT(pids(model_), ElementsAre(10, 30, 20));
  type(model_, U"N");
  EXPECT_THAT(pids(model_), ElementsAre(20, 10, 30));
  type(model_, U"R");
  EXPECT_THAT(pids(model_), ElementsAre(20, 30, 10));
  for (auto by : {SortBy::own, SortBy::vram, SortBy::pid, SortBy::name, SortBy::ram}) {
    type(model_, U"s");
    EXPECT_EQ(model_.sort, by);
  }
}

TEST_F(WatchModelTest, WhatIsNotKnownComesLast) {
  auto unknown = process(40, 0);
  unknown.rss = Missing{Why::not_permitted, ""};
  model_.take(reading({unknown, process(50, 0)}));
  EXPECT_THAT(pids(model_), ElementsAre(20, 50, 40));  // 20 is selected and has ended
}

TEST_F(WatchModelTest, TheSelectionStaysWithItsProcess) {
  type(model_, U"j");
  EXPECT_EQ(model_.selected()->now.pid, 30);
  model_.take(reading({process(10, 999), process(20, 300), process(30, 1)}));
  EXPECT_EQ(model_.selected()->now.pid, 30);
  EXPECT_EQ(model_.selected_row(), 2u);
  model_.press({Key::Kind::down});
  EXPECT_EQ(model_.selected()->now.pid, 30);  // the last
  model_.press({Key::Kind::home});
  EXPECT_EQ(model_.selected()->now.pid, 10);
  type(model_, U"G");
  EXPECT_EQ(model_.selected()->now.pid, 30);
}

TEST_F(WatchModelTest, ASelectedProcessThatEndsKeepsItsLastValuesUntilOneMovesOn) {
  model_.take(reading({process(10, 100), process(30, 200)}));
  ASSERT_EQ(model_.selected()->now.pid, 20);
  EXPECT_TRUE(model_.selected()->ended);
  EXPECT_EQ(model_.selected()->now.rss, Reading(mib(300)));
  EXPECT_EQ(model_.selected()->ram.size(), 1u);
  type(model_, U"j");
  EXPECT_THAT(pids(model_), ElementsAre(30, 10));
}

TEST_F(WatchModelTest, FilterByNameCommandAndPid) {
  type(model_, U"/BETA");
  EXPECT_TRUE(model_.typing_filter);
  EXPECT_THAT(pids(model_), ElementsAre(20));
  model_.press({Key::Kind::enter});
  EXPECT_FALSE(model_.typing_filter);
  EXPECT_THAT(pids(model_), ElementsAre(20));
  model_.press({Key::Kind::escape});
  EXPECT_THAT(pids(model_), ElementsAre(20, 30, 10));
  type(model_, U"/10");
  EXPECT_THAT(pids(model_), ElementsAre(10));
  model_.press({Key::Kind::backspace});
  model_.press({Key::Kind::backspace});
  type(model_, U"é€😀");
  EXPECT_EQ(model_.filter, "é€😀");
  EXPECT_THAT(pids(model_), IsEmpty());
  EXPECT_EQ(model_.selected(), nullptr);
  model_.press({Key::Kind::backspace});
  EXPECT_EQ(model_.filter, "é€");
  model_.press({Key::Kind::escape});
  EXPECT_EQ(model_.selected()->now.pid, 20);
}

TEST_F(WatchModelTest, AnEndlessFilterIsCut) {
  type(model_, U"/" + std::u32string(10000, U'x'));
  EXPECT_LE(model_.filter.size(), 64u);
}

TEST_F(WatchModelTest, HistoryIsBoundedAndKeepsGaps) {
  for (int i = 0; i < 500; ++i) model_.take(reading({process(20, 300)}));
  auto gap = process(20, 0);
  gap.rss = Missing{Why::failed, ""};
  model_.take(reading({gap}));
  const auto& history = model_.selected()->ram;
  EXPECT_EQ(history.size(), History::kMost);
  EXPECT_FALSE(history.back(0));
  EXPECT_EQ(history.back(1), mib(300));
  EXPECT_EQ(model_.machine_used.back(0), gib(1));
}

TEST(WatchModelThreshold, TellsOncePerCrossing) {
  WatchModel model({.threshold = mib(1000)});
  std::vector<int> rises;
  for (std::uint64_t now : {999U, 1000U, 1001U, 950U, 1000U, 899U, 999U, 1000U})
    rises.push_back(model.take(reading({process(1, now), process(2, 1)})));
  EXPECT_THAT(rises, ElementsAre(0, 1, 0, 0, 0, 0, 0, 1));
  EXPECT_EQ(model.above_threshold(), 1u);
  EXPECT_THAT(alert_sentences(Lang::en, model),
              ElementsAre("process 1 (p) uses 1000.00 MiB of RAM, above 1000.00 MiB"));
  auto unknown = process(1, 0);
  unknown.rss = Missing{Why::failed, ""};
  EXPECT_EQ(model.take(reading({unknown})), 0);
  EXPECT_EQ(model.above_threshold(), 1u);
}

TEST(WatchModelFamily, OfAPidOnlyItAndWhatDescendsFromIt) {
  WatchModel model({.threshold = mib(10), .root = 10});
  EXPECT_THAT(model.attention(), ElementsAre(10));
  int rises = model.take(
      reading({process(1, 900, "init", 0), process(10, 50, "root"), process(11, 60, "child", 10),
               process(12, 30, "grandchild", 11), process(13, 20, "stranger")}));
  EXPECT_EQ(rises, 3);
  EXPECT_THAT(pids(model), ElementsAre(11, 10, 12));
  EXPECT_EQ(model.above_threshold(), 3u);
  EXPECT_EQ(model.selected()->now.pid, 10);  // what was asked for, though its child is larger
  // The child ends and its child gets another parent: it stays in the family.
  model.take(reading({process(10, 50, "root"), process(12, 30, "grandchild", 1)}));
  EXPECT_THAT(pids(model), ElementsAre(10, 12));
  // The root ends: what it was stays to be seen, though another is selected.
  model.press({Key::Kind::down});
  model.take(reading({process(12, 30, "grandchild", 1)}));
  EXPECT_THAT(pids(model), ElementsAre(10, 12));
  EXPECT_TRUE(model.rows()[0]->ended);
  // Somebody else gets the pid.
  auto other = process(10, 5, "other");
  other.serial = 999;
  model.take(reading({other, process(12, 30, "grandchild", 1)}));
  EXPECT_EQ(model.rows().size(), 2u);
  EXPECT_EQ(model.rows()[0]->now.name, "root");
}

TEST(WatchModelFamily, ParentsInACircleEnd) {
  WatchModel model({.root = 1});
  model.take(reading({process(1, 1, "root", 0), process(2, 1, "a", 3), process(3, 1, "b", 2)}));
  EXPECT_THAT(pids(model), ElementsAre(1));
}

TEST_F(WatchModelTest, PauseIntervalHelpAndQuit) {
  EXPECT_EQ(model_.press(Key::of(U' ')), KeyAnswer::redraw);
  EXPECT_TRUE(model_.paused);
  EXPECT_EQ(model_.press(Key::of(U' ')), KeyAnswer::read);
  EXPECT_EQ(model_.press(Key::of(U'+')), KeyAnswer::interval);
  EXPECT_EQ(model_.settings.interval, std::chrono::seconds(2));
  for (int i = 0; i < 20; ++i) model_.press(Key::of(U'-'));
  EXPECT_EQ(model_.settings.interval, std::chrono::milliseconds(100));
  for (int i = 0; i < 20; ++i) model_.press(Key::of(U'+'));
  EXPECT_EQ(model_.settings.interval, std::chrono::seconds(60));
  type(model_, U"?");
  EXPECT_TRUE(model_.help);
  type(model_, U"?");
  EXPECT_FALSE(model_.help);
  EXPECT_EQ(model_.press(Key::of(U'x')), KeyAnswer::none);
  EXPECT_EQ(model_.press(Key::of(U'q')), KeyAnswer::quit);
}

TEST_F(WatchModelTest, LeavingARunningProgramIsAskedTwice) {
  model_.program = WatchedProgram{.argv = {"prog"}, .pid = 20};
  EXPECT_EQ(model_.press(Key::of(U'q')), KeyAnswer::redraw);
  EXPECT_TRUE(model_.leaving);
  type(model_, U"j");
  EXPECT_FALSE(model_.leaving);
  type(model_, U"q");
  EXPECT_EQ(model_.press(Key::of(U'q')), KeyAnswer::quit);
  model_.program->end = {End::How::exited, 0};
  model_.leaving = false;
  EXPECT_EQ(model_.press(Key::of(U'q')), KeyAnswer::quit);
}

TEST_F(WatchModelTest, StepsAreKeptWithTheirReadings) {
  Step step{.name = "1 baseline"};
  step.sample.at = std::chrono::seconds(2);
  step.sample.process.rss = mib(5);
  model_.take(step);
  ASSERT_EQ(model_.steps.size(), 1u);
  EXPECT_EQ(model_.steps[0].ram, Reading(mib(5)));
  EXPECT_FALSE(model_.steps[0].vram);
  for (int i = 0; i < 1000; ++i) model_.take(step);
  EXPECT_LE(model_.steps.size(), 200u);
  EXPECT_EQ(model_.steps_seen, 1001u);
}

TEST_F(WatchModelTest, TextNamesEveryNumberAndEveryReason) {
  auto text = watch_text(Lang::en, model_);
  EXPECT_THAT(text, HasSubstr("RAM: 1024.00 of 4096.00 MiB, 25.0 %"));
  EXPECT_THAT(text, HasSubstr("20  Beta                   300.00     150.00  /bin/Beta"));
  auto hostile = process(1, 1, "\x1b[2J\xff");
  hostile.rss = Missing{Why::not_permitted, "x"};
  model_.take(reading({hostile}));
  text = watch_text(Lang::fr, model_);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("refusé"));
}

TEST_F(WatchModelTest, JsonHasBytesAndReasons) {
  model_.reading.cards.none = Missing{Why::no_device, "no driver"};
  auto hostile = process(1, 1, "\xff\"</script>");
  hostile.vram = Missing{Why::no_device, "no driver"};
  model_.take(reading({hostile}));
  auto text = watch_json(model_);
  EXPECT_THAT(text, HasSubstr("\"rss\": 1048576"));
  EXPECT_THAT(text, HasSubstr("\"missing\": \"no device\""));
  EXPECT_THAT(text, HasSubstr("\\\"</script>"));
}

}  // namespace
}  // namespace tare
