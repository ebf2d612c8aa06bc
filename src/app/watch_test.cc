#include "app/watch.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "port/fake/fake_platform.h"

namespace tare {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Two cards, of which each process is asked by itself.
class ScriptedCards : public CardSource {
 public:
  bool vanished = false;
  std::vector<pid_t> asked;
  Cards read(pid_t pid) override {
    if (pid > 0) asked.push_back(pid);
    Cards cards;
    for (int i = 0; i < 2; ++i) {
      CardMemory card{.id = fmt::format("card {}", i), .name = "card"};
      card.total = gib(6);
      card.used = gib(1);
      if (vanished) card.used = Missing{Why::failed, "the card is lost"};
      card.process = pid == 7 ? mib(100 + static_cast<unsigned>(i)) : Bytes{};
      cards.list.push_back(card);
    }
    return cards;
  }
};

class WatchTest : public ::testing::Test {
 protected:
  WatchTest() {
    platform_.texts["/proc/meminfo"] = "MemTotal: 100 kB\nMemAvailable: 40 kB\n";
    for (int pid : {7, 8}) {
      auto at = fmt::format("/proc/{}/", pid);
      platform_.texts[at + "status"] =
          "Name:\tx\nState:\tS\nPPid:\t1\nUid:\t0\t0\t0\t0\nVmRSS:\t60 kB\nRssAnon:\t40 kB\n"
          "RssFile:\t20 kB\nRssShmem:\t0 kB\nVmSwap:\t0 kB\n";
      platform_.texts[at + "statm"] = "99 15 5 0 0 0 0\n";
      platform_.texts[at + "stat"] = "7 (x) S 1 2 3 4 -1 6 101 0 11 0 5 5\n";
      platform_.texts[at + "cmdline"] = "";
      platform_.texts[at + "smaps"] =
          "1000-3000 rw-p 0 00:00 0 [heap]\nSize: 8 kB\nRss: 8 kB\nPss: 8 kB\nPrivate_Clean: 0 kB\n"
          "Private_Dirty: 8 kB\nSwap: 0 kB\n"
          "5000-9000 r--p 0 00:00 0 /m.gguf\nSize: 16 kB\nRss: 16 kB\nPss: 16 kB\n"
          "Private_Clean: 16 kB\nPrivate_Dirty: 0 kB\nSwap: 0 kB\n";
    }
  }
  FakePlatform platform_;
  ScriptedCards cards_;
};

TEST_F(WatchTest, ProcessesMachineAndCardsInOneReading) {
  Watch watch(platform_, {&cards_}, {});
  platform_.advance(seconds(3));
  auto reading = watch.read({7});
  EXPECT_EQ(reading.at, seconds(3));
  ASSERT_EQ(reading.processes.size(), 2u);
  EXPECT_EQ(reading.processes[0].rss, Reading(kib(60)));
  EXPECT_EQ(reading.processes[0].vram, Reading(mib(201)));
  EXPECT_EQ(reading.processes[0].held[1], Reading(mib(101)));
  EXPECT_EQ(reading.machine.available, Reading(kib(40)));
  EXPECT_FALSE(reading.no_processes);
}

TEST_F(WatchTest, AProcessThatWasNotAskedYetIsNotZero) {
  Watch watch(platform_, {&cards_}, {});
  auto reading = watch.read({7});
  ASSERT_FALSE(reading.processes[1].vram);
  EXPECT_EQ(reading.processes[1].vram.missing().why, Why::not_asked);
  bool known = false;
  for (int i = 0; i < 32 && !known; ++i)
    known = static_cast<bool>(watch.read({}).processes[1].vram);
  EXPECT_TRUE(known);  // everyone has a turn
}

TEST_F(WatchTest, AKnownUserOfACardIsAskedEachTime) {
  Watch watch(platform_, {&cards_}, {});
  watch.read({7});
  for (int i = 0; i < 5; ++i) {
    cards_.asked.clear();
    watch.read({});
    EXPECT_THAT(cards_.asked, ::testing::Contains(7));
  }
}

TEST_F(WatchTest, WithoutCardsTheReasonStands) {
  Watch watch(platform_, {}, {});
  auto reading = watch.read({7});
  ASSERT_FALSE(reading.processes[0].vram);
  EXPECT_TRUE(reading.processes[0].held.empty());
  EXPECT_EQ(reading.processes[0].vram.missing().why, reading.cards.none->why);
}

TEST_F(WatchTest, ACardThatVanishesSaysSo) {
  Watch watch(platform_, {&cards_}, {});
  watch.read({});
  cards_.vanished = true;
  EXPECT_EQ(watch.read({}).cards.list[0].used.missing().detail, "the card is lost");
}

TEST_F(WatchTest, MappingsAreLargestFirstAndOwnIsPrivateDirty) {
  Watch watch(platform_, {}, {});
  auto process = watch.read({}).processes[0];
  EXPECT_EQ(platform_.reads["/proc/7/smaps"], 0);  // a reading never costs it
  auto read = watch.mappings(process);
  ASSERT_EQ(read.largest.size(), 2u);
  EXPECT_EQ(read.largest[0].name, "/m.gguf");
  EXPECT_EQ(read.memory.own, Reading(kib(8)));
  EXPECT_EQ(read.memory.smaps_rss, Reading(kib(24)));
}

TEST_F(WatchTest, MappingsOfAnothersProcessSayWhyNot) {
  Watch watch(platform_, {}, {});
  auto process = watch.read({}).processes[0];
  platform_.errors["/proc/7/smaps"] = EACCES;
  auto read = watch.mappings(process);
  EXPECT_TRUE(read.largest.empty());
  EXPECT_EQ(read.memory.own.missing().why, Why::not_permitted);
  platform_.texts.erase("/proc/7/status");
  EXPECT_EQ(watch.mappings(process).memory.own.missing().why, Why::process_gone);
}

TEST(MappingsScheduleTest, WaitsUntilASelectionRestsAndThenByItsCost) {
  MappingsSchedule schedule;
  Instant begin{};
  EXPECT_FALSE(schedule.due());
  schedule.select(1, begin);
  EXPECT_EQ(schedule.due(), begin + milliseconds(250));
  schedule.select(1, begin + milliseconds(100));  // the same: nothing is put off
  EXPECT_EQ(schedule.due(), begin + milliseconds(250));
  schedule.done(begin + seconds(1), milliseconds(1));
  EXPECT_EQ(schedule.due(), begin + seconds(6));
  schedule.done(begin + seconds(6), milliseconds(100));
  EXPECT_EQ(schedule.due(), begin + seconds(46));
  // Another one at once would cost as much again.
  schedule.select(2, begin + seconds(7));
  EXPECT_EQ(schedule.due(), begin + seconds(8));
  schedule.select(0, begin + seconds(8));
  EXPECT_FALSE(schedule.due());
}

}  // namespace
}  // namespace tare
