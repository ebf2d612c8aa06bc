#include "report/step_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "core/hand_made.h"
#include "report/cells.h"

namespace tare {
namespace {

using hand_made::mebibytes;
using hand_made::step;
using hand_made::with_card;
using testing::HasSubstr;
using testing::Not;

std::string first_lines(std::string_view text, int count) {
  std::string lines;
  while (count-- > 0)
    if (auto line = next_line(text)) lines += std::string(*line) + "\n";
  return lines;
}

TEST(Cells, AreAlignedByWhatATerminalShows) {
  EXPECT_EQ(left("été", 5), "été  ");
  EXPECT_EQ(right("été", 5), "  été");
  EXPECT_EQ(left("bibliothèques", 8), "bibliot…");
  EXPECT_EQ(fit("éééé", 3), "éé…");
  EXPECT_EQ(fit("日本語", 4), "日…");
  EXPECT_EQ(right("1234.56", 3), "1234.56");  // a number is never cut
  EXPECT_EQ(fit("abc", 0), "");
}

TEST(Footnotes, OneLetterForEachReasonAndOneLineForEachLetter) {
  Footnotes notes(Lang::en);
  Missing gone{Why::process_gone, ""};
  EXPECT_EQ(notes.cell("VRAM", {Why::no_device, "no card"}), "-a");
  EXPECT_EQ(notes.cell("RAM", gone), "-b");
  EXPECT_EQ(notes.cell("card", {Why::no_device, "no card"}), "-a");
  EXPECT_EQ(notes.cell("RAM", gone), "-b");
  EXPECT_EQ(notes.lines(), (std::vector<std::string>{"a  VRAM, card not read: no device: no card",
                                                     "b  RAM not read: process gone"}));
}

TEST(StepTable, DifferencesAreToTheFirstStepAndToTheOneBefore) {
  StepTable table({}, "load");
  table.add(step("1 baseline", 10, 1));
  EXPECT_THAT(table.add(step("2 AI libraries and backend", 12.5, 2)),
              HasSubstr("    12.50        -a   25.0     +2.50         -     +2.50         -\n"));
  EXPECT_THAT(table.add(step("3 model loaded", 12.25, 2)),
              HasSubstr("    12.25        -a   25.0     +2.25         -     -0.25         -\n"));
}

TEST(StepTable, AMissingReadingIsNoZeroAndSaysWhyOnce) {
  auto gone = step("1 baseline", 10, 1);
  gone.sample.process.rss = Missing{Why::process_gone, "it ended"};
  gone.sample.machine.available = Missing{Why::not_supported, "no MemAvailable"};
  StepTable table({}, "load");
  auto text = table.add(gone) + table.add(gone);
  EXPECT_EQ(text.find("0.00"), std::string::npos) << text;
  auto foot = table.foot();
  EXPECT_THAT(foot, HasSubstr("a  RAM MiB not read: process gone: it ended\n"));
  EXPECT_THAT(foot, HasSubstr("c  sys % not read: not supported: no MemAvailable\n"));
}

TEST(StepTable, VramIsTheProcessesElseTheDevicesAndSaysWhich) {
  StepTable own({}, "load");
  EXPECT_THAT(own.add(with_card(step("1 baseline", 1, 1), 700, mebibytes(100))),
              HasSubstr("    100.00"));
  EXPECT_THAT(own.foot(), HasSubstr("VRAM is the process's own."));
  StepTable device({}, "load");
  EXPECT_THAT(
      device.add(with_card(step("1 baseline", 1, 1), 700, Missing{Why::not_supported, "WDDM"})),
      HasSubstr("    700.00"));
  EXPECT_THAT(device.foot(), HasSubstr("VRAM is the whole device's, other programs included"));
}

TEST(StepTable, SeveralCardsAreSummedAndSaidSo) {
  auto two = with_card(step("1 baseline", 1, 1), 700, mebibytes(100));
  two.sample.cards.list.push_back(two.sample.cards.list[0]);
  StepTable table({}, "load");
  EXPECT_THAT(table.add(two), HasSubstr("    200.00"));
  EXPECT_THAT(table.foot(), HasSubstr("VRAM is summed over 2 cards."));
}

TEST(StepTable, AStandInIsLabelled) {
  auto made = with_card(step("1 baseline", 1, 1), 0, Bytes{});
  made.sample.cards.list[0].kind = CardKind::stand_in;
  StepTable table({}, "load");
  EXPECT_THAT(table.add(made), HasSubstr("stand-in card of 6144.00 MiB (RAM of this machine"));
}

TEST(StepTable, ANarrowTerminalCutsNamesAndNoNumbers) {
  StepTable table({.width = 80}, "startup");
  auto text = table.add(step("1 empty process", 1, 1)) +
              table.add(step("2 configuration and avatar bridge", 1234.56, 1));
  std::string_view rest = text;
  next_line(rest);  // the title is as long as it is
  while (auto line = next_line(rest)) EXPECT_LE(display_width(*line), 80u) << *line;
  EXPECT_THAT(text, HasSubstr("…"));
  EXPECT_THAT(text, HasSubstr("1234.56"));
}

TEST(StepTable, HostileNamesAreMadeHarmless) {
  auto evil = step("1 \x1b[2Jevil\n2 fake", 1, 1, {{"gave_up", "\x1b]0;x\x07"}});
  StepTable table({}, "conversation");
  auto text = table.add(evil);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\n2 fake"), std::string::npos);
}

TEST(StepTable, ColoursOnlyWhereTheyAreWanted) {
  auto a = step("1 baseline", 1, 1);
  EXPECT_THAT(StepTable({.color = true}, "load").add(a), HasSubstr("\x1b[1m"));
  EXPECT_THAT(StepTable({}, "load").add(a), Not(HasSubstr("\x1b")));
}

TEST(StepTable, PartsWithoutTheirStepAreTold) {
  StepTable table({}, "startup");
  table.add(step("1 empty process", 1, 1));
  auto part = step("configuration", 3, 1);
  part.part = true;
  EXPECT_EQ(table.add(part), "");
  EXPECT_THAT(first_lines(table.foot(), 1), HasSubstr("    configuration"));
}

TEST(StepTable, WithoutAStepThereIsNothing) {
  EXPECT_EQ(StepTable({}, "load").foot(), "");
  EXPECT_EQ(step_table(tare::Run{}, {}), "");
}

TEST(StepTable, TheModelIsToldWhenItIsKnown) {
  StepTable live({}, "load");
  auto first = live.add(step("1 baseline", 1, 1));
  EXPECT_THAT(first, Not(HasSubstr("layers")));
  auto loaded = live.add(step("3 model loaded", 2, 1,
                              {{"model.file", "/m/small.gguf"},
                               {"model.bytes", "1048576"},
                               {"model.layers", "31"},
                               {"model.gpu_layers", "12"},
                               {"model.ctx", "512"}}));
  EXPECT_THAT(loaded, HasSubstr("small 1.00 MiB | 12 of 31 layers on the card, ctx 512 | batch ?"));
}

}  // namespace
}  // namespace tare
