// Whole recordings, driven by a scripted program, a fake machine and a store in memory.
#include "app/record_run.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

#include "port/fake/fake_platform.h"
#include "port/fake/memory_store.h"
#include "port/fake/scripted_program.h"

namespace tare {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string status_of(int rss_kib, int peak_kib) {
  return fmt::format(
      "Name:\tx\nState:\tR (running)\nVmHWM:\t{} kB\nVmRSS:\t{} kB\nRssAnon:\t{} kB\n"
      "RssFile:\t0 kB\nRssShmem:\t0 kB\nVmLck:\t0 kB\nVmPTE:\t4 kB\nVmSwap:\t0 kB\n",
      peak_kib, rss_kib, rss_kib);
}

std::string smaps_of(int rss_kib) {
  return fmt::format(
      "55d0f0000000-55d0f1000000 rw-p 00000000 00:00 0                          [heap]\n"
      "Size:              16384 kB\nRss:               {0} kB\nPss:               {0} kB\n"
      "Shared_Clean:          0 kB\nShared_Dirty:          0 kB\nPrivate_Clean:         0 kB\n"
      "Private_Dirty:     {0} kB\nSwap:                  0 kB\nLocked:                0 kB\n",
      rss_kib);
}

class CountingCards : public CardSource {
 public:
  int reads = 0;
  Cards read(pid_t) override {
    ++reads;
    return {{{"stand-in:0", "a stand-in", CardKind::stand_in, gib(6), mib(10), mib(10)}}, {}};
  }
};

class Hooks : public RecordHooks {
 public:
  struct Told {
    std::string name, first, previous;
    bool late;
  };
  std::vector<Told> steps;
  std::vector<Turn> turns;
  std::vector<std::string> warnings;
  int samples = 0;
  std::function<void(const Step&)> also;

  void on_step(const Step& step, const Step* first, const Step* previous) override {
    steps.push_back(
        {step.name, first ? first->name : "-", previous ? previous->name : "-", step.late});
    if (also) also(step);
  }
  void on_turn(const Turn& turn) override { turns.push_back(turn); }
  void on_sample(const Sample&) override { ++samples; }
  void on_warning(std::string_view text) override { warnings.emplace_back(text); }
};

class RecordRunTest : public testing::Test {
 protected:
  RecordRunTest() {
    holds(1000);
    platform_.texts["/proc/4242/stat"] = "4242 (x) S 1 1 1 0 -1 0 7 0 3 0 1 1 0 0 20 0 1 0 1 0 0";
    platform_.texts["/proc/4242/clear_refs"] = "";
    platform_.texts["/proc/meminfo"] =
        "MemTotal: 16000 kB\nMemAvailable: 4000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";
    platform_.texts["/proc/self/stat"] = "1 (a ) b) S 1 1 1 0 -1 0 0 0 0 0 12 3 0 0 20 0 1 0";
    platform_.texts["/proc/self/status"] = status_of(2048, 2048);
  }

  void holds(int kib, int peak_kib = 0) {
    platform_.texts["/proc/4242/status"] = status_of(kib, std::max(kib, peak_kib));
    platform_.texts["/proc/4242/smaps"] = smaps_of(kib);
  }
  void process_is_gone() {
    for (const char* file : {"status", "stat", "smaps", "clear_refs"})
      platform_.errors[fmt::format("/proc/4242/{}", file)] = ESRCH;
  }
  Recorded record(const RecordOptions& options = {}) {
    return record_run(platform_, {&cards_}, program_, store_, {.id = "r"}, options, hooks_).value();
  }
  const Step& step(std::string_view name) {
    const auto* found = find_step(store_.run, name);
    EXPECT_NE(found, nullptr) << name;
    static const Step kNone;
    return found ? *found : kNone;
  }

  FakePlatform platform_;
  CountingCards cards_;
  ScriptedProgram program_{platform_.time};
  MemoryStore store_;
  Hooks hooks_;
};

TEST_F(RecordRunTest, StoresAStepBeforeItsAnswer) {
  std::vector<std::string> order;
  store_.before = [&](std::string_view word) -> Result<> {
    if (word == "step" || word == "turn") order.emplace_back(word);
    return {};
  };
  program_.on_answer = [&](const Caller& caller) {
    order.push_back(fmt::format("answer {}", caller.id));
  };
  hooks_.also = [&](const Step&) { order.emplace_back("told"); };
  program_.says(10ms, StepMark{"1 baseline"}).says(20ms, TurnMark{1, 2, 3});
  program_.ends(30ms, {End::How::exited, 0});
  auto recorded = record();
  EXPECT_THAT(order, ElementsAre("step", "answer 1", "told", "turn", "answer 2"));
  EXPECT_EQ(describe(recorded), "exit 0");
  EXPECT_TRUE(store_.ended);
  EXPECT_EQ(store_.run.facts.pid, 4242);
  EXPECT_EQ(store_.run.lasted, 30ms);
}

TEST_F(RecordRunTest, AStepHoldsEveryReadingOfItsMoment) {
  program_.says(10ms, StepMark{"1 baseline"}).ends(20ms, {End::How::exited, 0});
  record();
  const auto& baseline = step("1 baseline");
  EXPECT_EQ(baseline.sample.at, 10ms);
  EXPECT_EQ(baseline.sample.process.rss, Reading(kib(1000)));
  EXPECT_EQ(baseline.sample.process.own, Reading(kib(1000)));
  EXPECT_EQ(baseline.sample.machine.available, Reading(kib(4000)));
  EXPECT_EQ(total_of_process(baseline.sample.cards), Reading(mib(10)));
  ASSERT_EQ(baseline.mappings.size(), 1u);
  EXPECT_EQ(baseline.mappings[0].name, "[heap]");
  EXPECT_FALSE(baseline.late);
}

TEST_F(RecordRunTest, TellsStepsAgainstTheFirstAndThePrevious) {
  program_.says(10ms, StepMark{"1"})
      .says(20ms, StepMark{"a", true})
      .says(30ms, StepMark{"b", true})
      .says(40ms, StepMark{"2"})
      .says(50ms, StepMark{"3"})
      .ends(60ms, {End::How::exited, 0});
  record();
  std::vector<std::string> told;
  told.reserve(hooks_.steps.size());
  for (const auto& t : hooks_.steps)
    told.push_back(fmt::format("{} {} {}", t.name, t.first, t.previous));
  EXPECT_THAT(told, ElementsAre("1 - -", "a 1 1", "b 1 a", "2 1 1", "3 1 2"));
}

TEST_F(RecordRunTest, PeakOfAStepIsTheHighestOfItsParts) {
  int peak = 1000;
  platform_.on_write = [&](const std::string&, std::string_view) { holds(1000, peak); };
  hooks_.also = [&](const Step& told) {  // what the program reaches after each
    if (told.name == "1") holds(1000, 9000);
    if (told.name == "a") holds(1000, 2000);
    if (told.name == "2") holds(1000, 3000);
  };
  program_.says(10ms, StepMark{"1"})
      .says(20ms, StepMark{"a", true})
      .says(30ms, StepMark{"2"})
      .says(40ms, StepMark{"3"})
      .ends(60ms, {End::How::exited, 0});
  record();
  EXPECT_EQ(step("1").peak_in_step, Reading(kib(1000)));
  EXPECT_EQ(step("a").peak_in_step, Reading(kib(9000)));
  EXPECT_EQ(step("2").peak_in_step, Reading(kib(9000)));
  EXPECT_EQ(step("3").peak_in_step, Reading(kib(3000)));
}

TEST_F(RecordRunTest, NotesGoToTheNextStepAndDeclaredMemoryStays) {
  program_.says(1ms, Note{"scenario", "load"})
      .says(2ms, StepMark{"a", true})
      .says(3ms, Note{"messages", "1"})
      .says(4ms, Declared{"KV cache", "", Missing{}, mib(5)})
      .says(4ms, Declared{"SQLite", "", mib(1), mib(1)})
      .says(5ms, StepMark{"1"})
      .says(6ms, Declared{"KV cache", "", Missing{}, mib(7)})
      .says(6ms, Declared{"SQLite", "", Bytes{}, Bytes{}})
      .says(7ms, StepMark{"2"})
      .says(8ms, Note{"last", "word"})
      .ends(9ms, {End::How::exited, 0});
  record();
  EXPECT_THAT(step("a").notes, IsEmpty());
  EXPECT_THAT(step("1").notes, ElementsAre(Note{"scenario", "load"}, Note{"messages", "1"}));
  EXPECT_EQ(step("1").declared.size(), 2u);
  EXPECT_THAT(step("2").notes, IsEmpty());
  ASSERT_EQ(step("2").declared.size(), 1u);
  EXPECT_EQ(step("2").declared[0].reserved, Reading(mib(7)));
  EXPECT_THAT(store_.run.notes, ElementsAre(Note{"last", "word"}));
}

TEST_F(RecordRunTest, AThousandSamplesByTheClock) {
  program_.ends(99'950ms, {End::How::exited, 0});
  auto recorded = record();
  EXPECT_EQ(store_.run.samples.size(), 1000u);
  EXPECT_EQ(recorded.cost.samples, 1000u);
  EXPECT_EQ(hooks_.samples, 1000);
  EXPECT_EQ(store_.run.samples[999].at, 99'900ms);
  EXPECT_EQ(cards_.reads, 200);  // every 500 ms
  EXPECT_EQ(store_.flushes, 9);
}

TEST_F(RecordRunTest, MachineFilesAreReadAtMostEvery100Ms) {
  store_.before = [&, kib = 1000](std::string_view) mutable -> Result<> {
    holds(++kib);
    return {};
  };
  program_.ends(995ms, {End::How::exited, 0});
  record({.interval = 10ms});
  EXPECT_EQ(store_.run.samples.size(), 100u);
  EXPECT_EQ(platform_.reads["/proc/meminfo"], 10);
}

TEST_F(RecordRunTest, OfAProcessAtRestMachineAndFaultsAreReadOnceASecond) {
  program_.ends(2950ms, {End::How::exited, 0});
  record({.interval = 100ms});
  EXPECT_EQ(store_.run.samples.size(), 30u);
  EXPECT_EQ(platform_.reads["/proc/meminfo"], 3);
  EXPECT_EQ(platform_.reads["/proc/4242/stat"], 3);
  for (const auto& sample : store_.run.samples) {
    EXPECT_EQ(sample.machine.available, Reading(kib(4000)));
    EXPECT_EQ(sample.process.minor_faults, 7u);
  }
}

TEST_F(RecordRunTest, SamplesMissedDuringALongStepAreNotMadeUpFor) {
  platform_.on_write = [&](const std::string&, std::string_view) { platform_.advance(950ms); };
  program_.says(50ms, StepMark{"1"}).ends(1250ms, {End::How::exited, 0});
  record();
  EXPECT_EQ(step("1").cost, 950ms);
  std::vector<double> at;
  at.reserve(store_.run.samples.size());
  for (const auto& sample : store_.run.samples) at.push_back(milliseconds(sample.at));
  EXPECT_THAT(at, ElementsAre(0, 1000, 1100, 1200));
}

TEST_F(RecordRunTest, ALateStepIsStoredAsLate) {
  program_.gives_up = {1};
  program_.says(10ms, StepMark{"1"}).says(20ms, StepMark{"2"}).ends(30ms, {End::How::exited, 0});
  record();
  EXPECT_TRUE(step("1").late);
  EXPECT_FALSE(step("2").late);
  EXPECT_THAT(store_.run.notes, IsEmpty());
}

TEST_F(RecordRunTest, AStepThatBecomesLateWhileItIsStoredIsNoted) {
  program_.gone = {1};
  program_.says(10ms, StepMark{"1"}).ends(30ms, {End::How::exited, 0});
  record();
  EXPECT_TRUE(hooks_.steps.at(0).late);
  EXPECT_THAT(store_.run.notes, ElementsAre(Note{"late", "1"}));
}

TEST_F(RecordRunTest, AProgramThatDiesInAStepLosesNoHalfOfIt) {
  // smaps was read, then the process died.
  platform_.errors["/proc/4242/status"] = ESRCH;
  program_.gone = {1};
  program_.says(10ms, StepMark{"1"}).ends(11ms, {End::How::signalled, 9});
  auto recorded = record();
  EXPECT_EQ(describe(recorded), "signal 9");
  const auto& dead = step("1");
  EXPECT_EQ(dead.sample.process.rss.missing().why, Why::process_gone);
  EXPECT_EQ(dead.sample.process.own.missing().why, Why::process_gone);
  EXPECT_THAT(dead.mappings, IsEmpty());
  EXPECT_TRUE(dead.sample.machine.total);
  EXPECT_FALSE(dead.late);
}

TEST_F(RecordRunTest, AProcessGoneBetweenMarkAndReadSaysSo) {
  hooks_.also = [&](const Step&) { process_is_gone(); };
  program_.says(10ms, StepMark{"1"})
      .says(20ms, StepMark{"2"})
      .says(30ms, TurnMark{1, 1, 1})
      .ends(40ms, {End::How::exited, 3});
  auto recorded = record();
  EXPECT_TRUE(step("1").sample.process.rss);
  EXPECT_EQ(step("2").sample.process.rss.missing().why, Why::process_gone);
  EXPECT_EQ(step("2").peak_in_step.missing().why, Why::process_gone);
  EXPECT_EQ(store_.run.turns.at(0).process.rss.missing().why, Why::process_gone);
  EXPECT_EQ(describe(recorded), "exit 3");
}

TEST_F(RecordRunTest, AProgramThatEndsAtOnceIsARunToo) {
  process_is_gone();
  program_.ends(0ms, {End::How::exited, 0});
  record();
  EXPECT_TRUE(store_.ended);
  EXPECT_EQ(store_.run.samples.at(0).process.rss.missing().why, Why::process_gone);
}

TEST_F(RecordRunTest, InterruptedItStopsTheProgramAndKeepsWhatWasMeasured) {
  program_.dies = 300ms;
  program_.says(10ms, StepMark{"1"})
      .then(20ms, Interrupted{SIGINT})
      .says(100ms, StepMark{"2"})
      .says(5s, StepMark{"3"})
      .ends(6s, {End::How::exited, 0});
  auto recorded = record();
  EXPECT_EQ(recorded.interrupted, SIGINT);
  EXPECT_EQ(describe(recorded), "signal 15");
  EXPECT_EQ(recorded.lasted, 320ms);
  EXPECT_EQ(store_.run.steps.size(), 2u);
  EXPECT_TRUE(store_.ended);
  EXPECT_THAT(program_.stops, ElementsAre(5s));
}

TEST_F(RecordRunTest, InterruptedTwiceItKills) {
  program_.then(20ms, Interrupted{SIGINT})
      .then(30ms, Interrupted{SIGTERM})
      .ends(60s, {End::How::exited, 0});
  auto recorded = record();
  EXPECT_EQ(recorded.interrupted, SIGINT);
  EXPECT_EQ(describe(recorded), "signal 9");
  EXPECT_THAT(program_.stops, ElementsAre(5s, 0s));
  EXPECT_EQ(recorded.lasted, 30ms);
}

TEST_F(RecordRunTest, NoSpaceLeftIsToldOnceAndHoldsNobodyUp) {
  bool full = false;
  store_.before = [&](std::string_view) -> Result<> {
    if (full) return refused("No space left for the run.", ENOSPC);
    return {};
  };
  hooks_.also = [&](const Step&) { full = true; };
  program_.says(10ms, StepMark{"1"})
      .says(20ms, StepMark{"2"})
      .says(30ms, TurnMark{1, 1, 1})
      .ends(40ms, {End::How::exited, 0});
  auto recorded = record();
  EXPECT_THAT(program_.answered, ElementsAre(1, 2, 3));
  EXPECT_EQ(hooks_.steps.size(), 2u);
  EXPECT_EQ(hooks_.turns.size(), 1u);
  EXPECT_THAT(hooks_.warnings, ElementsAre("No space left for the run."));
  ASSERT_TRUE(recorded.unsaved);
  EXPECT_EQ(recorded.unsaved->system, ENOSPC);
  EXPECT_EQ(store_.run.steps.size(), 1u);
}

TEST_F(RecordRunTest, BadMarksAreToldAndThenCounted) {
  for (int i = 0; i < 25; ++i) program_.then(10ms, BadMark{"no mark"});
  program_.ends(20ms, {End::How::exited, 0});
  record();
  ASSERT_EQ(hooks_.warnings.size(), 11u);
  EXPECT_EQ(hooks_.warnings.back(), "15 more marks were dropped.");
}

TEST_F(RecordRunTest, NotesWithoutEndFillNoMemory) {
  for (int i = 0; i < 10010; ++i) program_.says(1ms, Note{"k", "v"});
  program_.says(2ms, StepMark{"1"}).ends(3ms, {End::How::exited, 0});
  record();
  EXPECT_EQ(step("1").notes.size(), 10000u);
  EXPECT_EQ(hooks_.warnings.size(), 1u);
}

TEST_F(RecordRunTest, ScopesAreTakenWithoutAWord) {
  program_.says(1ms, ScopeMark{"s", true}).says(2ms, ScopeMark{"s", false});
  program_.ends(3ms, {End::How::exited, 0});
  record();
  EXPECT_THAT(hooks_.warnings, IsEmpty());
  EXPECT_THAT(store_.run.notes, IsEmpty());
}

TEST_F(RecordRunTest, TellsItsOwnCost) {
  hooks_.also = [&](const Step&) {
    platform_.texts["/proc/self/stat"] = "1 (a ) b) S 1 1 1 0 -1 0 0 0 0 0 15 5 0 0 20 0 1 0";
  };
  program_.says(10ms, StepMark{"1"}).ends(20ms, {End::How::exited, 0});
  auto recorded = record();
  EXPECT_EQ(recorded.cost.recorder_cpu, 50ms);  // 5 ticks of 10 ms
  EXPECT_EQ(recorded.cost.recorder_rss, Reading(kib(2048)));
  EXPECT_EQ(store_.run.cost.recorder_cpu, 50ms);
}

TEST_F(RecordRunTest, AnIntervalOfNothingIsBadInput) {
  auto refused = record_run(platform_, {}, program_, store_, {}, {.interval = 0ms}, hooks_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace tare
