#include "ui/tui/layout.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "ui/tui/bars.h"

namespace tare::tui {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

WatchedProcess process(pid_t pid, std::uint64_t ram_mib, std::uint64_t own_mib, std::string name,
                       std::string command, const Reading& vram) {
  WatchedProcess made;
  made.pid = pid;
  made.serial = static_cast<std::uint64_t>(pid);
  made.parent = 1;
  made.name = std::move(name);
  made.command = std::move(command);
  made.rss = mib(ram_mib);
  made.own = mib(own_mib);
  made.held = {vram};
  made.vram = vram;
  return made;
}

MappingGroup group(std::string name, MappingKind kind, std::uint64_t rss, std::uint64_t dirty) {
  MappingGroup made{.name = std::move(name), .kind = kind, .count = 1};
  made.size = made.rss = made.pss = mib(rss);
  made.private_dirty = mib(dirty);
  return made;
}

WatchReading reading(std::uint64_t moved) {
  WatchReading made;
  made.machine.total = mib(16000);
  made.machine.available = mib(11000 - moved);
  made.machine.swap_total = mib(2048);
  made.machine.swap_free = mib(2000);
  made.machine.pressure_some_avg10 = 1.25;
  made.machine.pressure_full_avg10 = 0.5;
  CardMemory card{.id = "stand-in:0", .name = "Stand-in card", .kind = CardKind::stand_in};
  card.total = gib(6);
  card.used = mib(2000 + moved);
  made.cards.list = {card};
  made.processes = {
      process(4242, 1500 + moved, 600 + moved, "llama-server", "llama-server --model m.gguf",
              mib(1800)),
      process(77, 300, 200, "desktop-mate", "/opt/desktop-mate chat", Bytes{}),
      process(5, 20, 5, "bash", "-bash", Bytes{}),
      process(6, 10, 5, "\x1b[31mred", std::string("\xe2\x80\xae") + "rtl", Missing{}),
  };
  made.processes[2].own = Missing{Why::not_permitted, "another's"};
  return made;
}

WatchModel model() {
  WatchModel made({.threshold = gib(1)});
  for (std::uint64_t i = 0; i < 30; ++i) made.take(reading(20 * i));
  WatchedMappings maps{.pid = 4242, .serial = 4242};
  maps.memory.own = mib(1000);
  maps.largest = {group("/models/m.gguf", MappingKind::file, 900, 0),
                  group("[heap]", MappingKind::heap, 500, 500),
                  group("anonymous", MappingKind::anonymous, 400, 400)};
  made.take(maps);
  return made;
}

WatchModel with_program() {
  auto made = model();
  made.program = WatchedProgram{.argv = {"llama-server", "--model"},
                                .pid = 4242,
                                .output_file = "out.log",
                                .output = {"loading", "ready \x1b[2J"}};
  for (std::uint64_t i = 0; i < 3; ++i) {
    Step step{.name = fmt::format("{} step", i + 1), .part = i == 1};
    step.sample.at = std::chrono::seconds(i);
    step.sample.process.rss = mib(35 + 400 * i);
    step.sample.process.own = mib(10 + 200 * i);
    step.sample.cards.none = Missing{Why::no_device, ""};
    made.take(step);
  }
  return made;
}

std::string golden_path(const std::string& name) {
  const char* data = std::getenv("TARE_TEST_DATA");
  return std::string(data == nullptr ? "tests/data" : data) + "/golden/top_" + name + ".txt";
}

void expect_golden(const std::string& name, const Frame& frame) {
  auto text = text_of(frame);
  if (std::getenv("TARE_UPDATE_GOLDEN") != nullptr) std::ofstream(golden_path(name)) << text;
  std::ifstream file(golden_path(name));
  std::ostringstream wanted;
  wanted << file.rdbuf();
  EXPECT_EQ(text, wanted.str()) << name;
}

TEST(Layout, GoldenFrames) {
  auto shown = model();
  expect_golden("80x24", draw(shown, {.width = 80, .height = 24}));
  expect_golden("160x40", draw(with_program(), {.width = 160, .height = 40}));
  expect_golden("100x30_fr", draw(with_program(), {.width = 100, .height = 30, .lang = Lang::fr}));
  expect_golden("80x24_ascii", draw(shown, {.width = 80, .height = 24, .unicode = false}));
  expect_golden("40x12", draw(shown, {.width = 40, .height = 12}));
  expect_golden("20x5", draw(shown, {.width = 20, .height = 5}));
  shown.help = true;
  expect_golden("help", draw(shown, {.width = 80, .height = 24}));
}

TEST(Layout, EverySizeHoldsItsFrame) {
  for (auto shown : {model(), with_program(), WatchModel({})})
    for (std::size_t width :
         {0U, 1U, 2U, 5U, 11U, 20U, 27U, 28U, 40U, 47U, 59U, 61U, 79U, 80U, 99U, 133U, 400U})
      for (std::size_t height : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 9U, 12U, 13U, 17U, 24U, 50U, 200U})
        for (bool unicode : {true, false})
          for (bool help : {false, true}) {
            shown.help = help;
            auto frame = draw(shown, {.width = width, .height = height, .unicode = unicode});
            ASSERT_EQ(frame.lines.size(), width == 0 ? 0 : height) << width << "x" << height;
            for (const auto& line : frame.lines)
              for (const auto& span : line)
                ASSERT_LE(span.column + display_width(span.text), width)
                    << width << "x" << height << ": " << span.text;
          }
}

TEST(Layout, TheSelectedProcessIsAlwaysAmongTheRows) {
  WatchModel shown({});
  WatchReading many;
  for (int i = 1; i <= 300; ++i)
    many.processes.push_back(process(i, 1000 - static_cast<unsigned>(i), 1, "p", "", Bytes{}));
  shown.take(many);
  for (int i = 0; i < 300; ++i) {
    auto text = text_of(draw(shown, {.width = 40, .height = 8}));
    ASSERT_THAT(text, HasSubstr(fmt::format(">{:>7} ", i + 1)));
    shown.press({Key::Kind::down});
  }
}

TEST(Layout, ForeignTextDoesNoHarm) {
  auto text = text_of(draw(with_program(), {.width = 200, .height = 40}));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(text, HasSubstr("\\u{1b}[31mred"));
}

TEST(Layout, WithoutUnicodeEveryByteIsAscii) {
  auto text = text_of(draw(with_program(), {.width = 160, .height = 40, .unicode = false}));
  for (char c : text) ASSERT_LT(static_cast<unsigned char>(c), 0x80) << text;
}

TEST(Layout, AProcessThatEndedKeepsItsValuesInGrey) {
  auto shown = model();
  auto without = reading(0);
  without.processes.erase(without.processes.begin());
  shown.take(without);
  auto frame = draw(shown, {.width = 100, .height = 30});
  EXPECT_THAT(text_of(frame), HasSubstr("process 4242 ended; its last values"));
  EXPECT_THAT(text_of(frame), HasSubstr("2080.00"));
  bool grey = false;
  for (const auto& line : frame.lines)
    for (const auto& span : line)
      grey = grey || (span.style == Style::gone && span.text.find("2080.00") != std::string::npos);
  EXPECT_TRUE(grey);
}

TEST(Layout, AnAlertIsMarkedInItsRowAndInTheTitle) {
  auto text = text_of(draw(model(), {.width = 100, .height = 30}));
  EXPECT_THAT(text, HasSubstr("1 above 1024.00 MiB"));
  EXPECT_THAT(text, HasSubstr("!>   4242 llama-server"));
}

TEST(Layout, WhatIsMissingSaysWhy) {
  auto shown = model();
  auto blind = reading(0);
  blind.cards.list.clear();
  blind.cards.none = Missing{Why::no_device, "no NVIDIA driver"};
  blind.machine.pressure_some_avg10.reset();
  blind.no_pressure = Missing{Why::not_supported, "psi=1"};
  shown.take(blind);
  auto text = text_of(draw(shown, {.width = 120, .height = 30}));
  EXPECT_THAT(text, HasSubstr("GPU   no device: no NVIDIA driver"));
  EXPECT_THAT(text, HasSubstr("psi=1"));
  EXPECT_THAT(text, HasSubstr("denied"));
  EXPECT_THAT(text, Not(HasSubstr("VRAM MiB")));
  // A card that vanishes keeps its line, with the reason.
  auto lost = reading(0);
  lost.cards.list[0].used = lost.cards.list[0].total = Missing{Why::failed, "GPU is lost"};
  shown.take(lost);
  EXPECT_THAT(text_of(draw(shown, {.width = 120, .height = 30})), HasSubstr("GPU is lost"));
}

TEST(Bars, SharesAreRightAndNothingIsSmallerThanOneColumn) {
  auto bar = [](Bytes own, Bytes rest, Bytes whole) {
    LineWriter line(10, false);
    put_bar(line, {.own = own, .rest = rest, .whole = whole}, 10);
    return text_of(line.take());
  };
  EXPECT_EQ(bar(mib(50), mib(30), mib(100)), "#####===..");
  EXPECT_EQ(bar(mib(100), Bytes{}, mib(100)), "##########");
  EXPECT_EQ(bar(Bytes{1}, Bytes{}, mib(100)), "#.........");
  EXPECT_EQ(bar(Bytes{}, mib(100), mib(100)), "==========");
  EXPECT_EQ(bar(Bytes{}, Bytes{}, mib(100)), "..........");
  EXPECT_EQ(bar(mib(5), mib(5), Bytes{}), "");
  EXPECT_EQ(bar(mib(500), mib(5), mib(100)), "##########");
}

TEST(Bars, GraphsShowTheNewestAtTheRightAndGapsAsBlanks) {
  History history;
  for (std::uint64_t value : {0U, 50U, 100U}) history.add(mib(value));
  history.add(Missing{});
  history.add(mib(100));
  EXPECT_EQ(graph(history, 7, {Bytes{}, mib(100)}, true), "  ▁▅█ █");
  EXPECT_EQ(graph(history, 2, {Bytes{}, mib(100)}, false), " #");
  EXPECT_EQ(range_of(history, 3)->low, mib(100));
  EXPECT_EQ(range_of(history, 9)->low, Bytes{});
  EXPECT_FALSE(range_of(History{}, 9));
  // What moves by a thousandth does not fill the height.
  History calm;
  calm.add(mib(1000));
  calm.add(mib(1001));
  EXPECT_EQ(graph(calm, 2, *range_of(calm, 2), true), "▁▁");
}

}  // namespace
}  // namespace tare::tui
