#include <gtest/gtest.h>

#include "core/run.h"

namespace tare {
namespace {

TEST(Reading, MissingIsNotZero) {
  Reading none = Missing{Why::not_permitted, "fdinfo"};
  EXPECT_FALSE(none);
  EXPECT_NE(none, Reading(Bytes{}));
  EXPECT_EQ((none + Bytes{5}).missing().why, Why::not_permitted);
  EXPECT_EQ(*(Reading(Bytes{2}) + Bytes{5}), Bytes{7});
  EXPECT_EQ(difference(Bytes{3}, none), std::nullopt);
  EXPECT_EQ(difference(Bytes{3}, Bytes{5}), ByteDelta{-2});
}

TEST(Reading, EveryReasonHasItsWords) {
  for (auto why : {Why::not_asked, Why::no_limit, Why::failed, Why::process_gone, Why::no_device,
                   Why::not_supported, Why::not_permitted})
    EXPECT_EQ(why_named(name(why)), why);
  EXPECT_EQ(why_named("?"), std::nullopt);
}

TEST(Sample, PercentIsThatOfAvailableMemory) {
  MachineMemory machine{.total = gib(16), .available = gib(4)};
  EXPECT_DOUBLE_EQ(*used_percent(machine), 75.0);
  EXPECT_EQ(used_percent(MachineMemory{}), std::nullopt);
}

TEST(Sample, CardsAddUpOrSayWhyNot) {
  Cards two{{{"a", "A", CardKind::nvidia, gib(6), gib(1), mib(100)},
             {"b", "B", CardKind::nvidia, gib(6), gib(2), Missing{Why::not_supported, "WSL2"}}},
            {}};
  EXPECT_EQ(total_used(two), Reading(gib(3)));
  EXPECT_EQ(total_of_process(two).missing().detail, "WSL2");
  EXPECT_EQ(total_used(Cards{{}, Missing{Why::no_device, "no driver"}}).missing().detail,
            "no driver");
}

TEST(Mapping, ChangesAreLargestFirstAndCompleteInSum) {
  MappingGroup heap{
      .name = "[heap]", .kind = MappingKind::heap, .rss = mib(5), .private_dirty = mib(5)};
  MappingGroup qt{.name = "/lib/libQt6Gui.so", .kind = MappingKind::file, .rss = mib(9)};
  auto grown = heap;
  grown.rss = mib(6);
  grown.private_dirty = mib(4);
  grown.swap = mib(1);
  auto list = changes({heap}, {grown, qt});
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].name, "/lib/libQt6Gui.so");
  EXPECT_EQ(list[1].rss, mib(1) - Bytes{});
  EXPECT_EQ(list[1].own, ByteDelta{});
  EXPECT_TRUE(changes({heap}, {heap}).empty());
  EXPECT_EQ(changes({qt}, {})[0].rss, Bytes{} - mib(9));
}

TEST(Run, TheLastNoteOfAKeyCounts) {
  Step step{.name = "3 model loaded", .notes = {{"messages", "1"}, {"messages", "2"}}};
  EXPECT_EQ(note(step, "messages"), "2");
  EXPECT_EQ(note(step, "other"), std::nullopt);
  tare::Run run{.steps = {step}};
  EXPECT_NE(find_step(run, "3 model loaded"), nullptr);
  EXPECT_EQ(find_step(run, "4"), nullptr);
  EXPECT_EQ(describe({End::How::signalled, 9}), "signal 9");
}

TEST(Run, TurnsKeepTheirWaitForTheFirstToken) {
  Step step{.notes = {{"turn.first_token_ms", "2 81.50"},
                      {"turn.first_token_ms", "x 1"},
                      {"turn.first_token_ms", "3"},
                      {"first_token_ms", "4 1"}}};
  auto waits = first_token_of_turns(tare::Run{.steps = {step}});
  ASSERT_EQ(waits.size(), 1u);
  EXPECT_DOUBLE_EQ(waits[2], 81.5);
}

}  // namespace
}  // namespace tare
