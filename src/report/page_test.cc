// The data of a page against the runs it was made of, and what hostile runs can do to it.
#include "report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "report/golden_runs.h"
#include "report/page_data.h"
#include "report/page_tiles.h"
#include "report/text.h"

namespace tare {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<Timeline> lines_of(const std::vector<tare::Run>& runs) {
  std::vector<Timeline> lines;
  lines.reserve(runs.size());
  for (const auto& run : runs) lines.push_back(timeline_of(run));
  return lines;
}
std::string html(const std::vector<tare::Run>& runs, Lang lang = Lang::en) {
  return page_html(lang, runs, lines_of(runs), runs);
}
json data_of(const std::vector<tare::Run>& runs, Lang lang = Lang::en) {
  return json::parse(page_data(lang, runs, lines_of(runs), runs));
}
json curve(const json& run, const std::string& kind) {
  for (const auto& one : run["curves"])
    if (one["kind"] == kind) return one;
  return {};
}

TEST(Page, CurvesAreTheReadingsToTheByte) {
  auto load = golden::load(false);
  auto run = data_of({load})["runs"][0];
  ASSERT_EQ(run["at"].size(), load.steps.size());
  for (std::size_t i = 0; i < load.steps.size(); ++i) {
    const auto& sample = load.steps[i].sample;
    EXPECT_DOUBLE_EQ(run["at"][i].get<double>(), seconds(sample.at));
    EXPECT_EQ(curve(run, "rss")["values"][i], (*sample.process.rss).value);
    EXPECT_EQ(curve(run, "anon")["values"][i], (*sample.process.anon).value);
    EXPECT_EQ(curve(run, "file")["values"][i], (*sample.process.file).value);
    EXPECT_EQ(curve(run, "shmem")["values"][i], (*sample.process.shmem).value);
    EXPECT_EQ(curve(run, "card")["values"][i], (*sample.cards.list[0].used).value);
    EXPECT_EQ(curve(run, "process")["values"][i], (*sample.cards.list[0].process).value);
    EXPECT_NEAR(curve(run, "system")["values"][i].get<double>(), *used_percent(sample.machine),
                0.005);
  }
}

// The page finds a step's moment by its time.
TEST(Page, AStepsTimeIsThatOfItsMomentHoweverOddItIs) {
  auto load = golden::load(false);
  for (std::size_t i = 0; i < load.steps.size(); ++i)
    load.steps[i].sample.at += std::chrono::nanoseconds(1'234'567 * i + 501);
  auto run = data_of({load})["runs"][0];
  for (std::size_t i = 0; i < load.steps.size(); ++i)
    EXPECT_EQ(run["steps"]["rows"][i]["at"], run["at"][i]);
}

// Each cell of the narrow table stands in the text report, in the same order.
TEST(Page, CellsAreThoseOfTheTextReport) {
  for (const auto& run : {golden::startup(), golden::load(true), golden::conversation()}) {
    auto text = step_table(run, {});
    auto steps = data_of({run})["runs"][0]["steps"];
    for (const auto& row : steps["rows"]) {
      std::string_view rest = text;
      std::vector<std::string> found;
      while (auto line = next_line(rest))
        if (line->starts_with(row["name"].get<std::string>() + "  ")) {
          auto cells = line->substr(row["name"].get<std::string>().size());
          while (auto cell = next_word(cells)) found.emplace_back(*cell);
        }
      std::vector<std::string> narrow;
      for (std::size_t i = 0; i < row["cells"].size(); ++i)
        if (steps["columns"][i]["wide"] == false) narrow.push_back(row["cells"][i]);
      EXPECT_EQ(narrow, found) << row["name"];
    }
  }
}

TEST(Page, EverySentenceUnderAStepIsThatOfTheTextReport) {
  auto run = golden::conversation();
  auto text = step_table(run, {.wide = true});
  auto rows = data_of({run})["runs"][0]["steps"]["rows"];
  for (const auto& row : rows) {
    for (const auto& line : row["said"]) EXPECT_THAT(text, HasSubstr(line.get<std::string>()));
    for (const auto& list : row["lists"])
      for (const auto& one : list["rows"]) {
        EXPECT_THAT(text, HasSubstr(one[0].get<std::string>()));
        EXPECT_THAT(text, HasSubstr(one[1].get<std::string>()));
      }
  }
}

TEST(Page, FindingsAreThoseOfTheReport) {
  std::vector<tare::Run> all = {golden::startup(), golden::load(false), golden::load(true),
                                golden::conversation()};
  auto text = findings_text(Lang::en, all);
  auto found = data_of(all)["findings"];
  ASSERT_GE(found.size(), 4u);
  for (const auto& block : found) {
    EXPECT_THAT(text, HasSubstr(block["title"].get<std::string>()));
    for (const auto& row : block["rows"])
      for (const auto& cell : row) EXPECT_THAT(text, HasSubstr(cell.get<std::string>()));
    for (const auto& line : block["lines"]) EXPECT_THAT(text, HasSubstr(line.get<std::string>()));
  }
}

TEST(Page, AMissingReadingIsNullWithItsReasonAndNeverZero) {
  auto run = golden::startup();
  run.steps[3].sample.process.anon = Missing{Why::not_permitted, "status"};
  auto told = data_of({run})["runs"][0];
  auto anon = curve(told, "anon");
  EXPECT_TRUE(anon["values"][3].is_null());
  EXPECT_EQ(anon["absent"][0], "anonymous not read (1 ×): not permitted: status");
  EXPECT_EQ(told["no_cards"],
            "VRAM of the cards not read: no device: no NVIDIA driver, no DRM card");
  EXPECT_EQ(told["tiles"][3]["value"], "-");
  EXPECT_EQ(told["tiles"][3]["note"], "no device");
}

TEST(Page, ACurveWithoutAnyReadingSaysWhyOnce) {
  auto run = golden::startup();
  for (auto& one : run.steps) one.sample.process.shmem = Missing{Why::not_supported, "old kernel"};
  auto shmem = curve(data_of({run})["runs"][0], "shmem");
  EXPECT_EQ(shmem["read"], false);
  EXPECT_EQ(shmem["absent"], json({"shared memory not read: not supported: old kernel"}));
}

TEST(Page, TilesNameTheStep) {
  auto run = golden::load(false);
  auto tiles = page_tiles(Lang::en, run, timeline_of(run));
  EXPECT_EQ(tiles[0].value, "122.25 MiB");
  EXPECT_EQ(tiles[0].note, "step 5 second reply");
  EXPECT_EQ(tiles[1].value, "+103.50 MiB");
  EXPECT_EQ(tiles[1].note, "step 3 model loaded");
  EXPECT_EQ(tiles[2].value, "12.50 MiB");
  EXPECT_EQ(tiles[2].note, "step 6 unloaded, own 8.00 MiB");
  EXPECT_EQ(tiles[3].value, "121.00 MiB");
  EXPECT_EQ(tiles[3].note, "step 4 first reply");
}

TEST(Page, OfEqualStepsTheFirstIsNamed) {
  auto run = golden::load(false);
  run.steps[5].sample.process.rss = run.steps[4].sample.process.rss;
  EXPECT_EQ(page_tiles(Lang::en, run, timeline_of(run))[0].note, "step 5 second reply");
}

TEST(Page, TheKernelsPeakCountsWhereNoSampleSawIt) {
  auto run = golden::load(false);
  run.steps[2].peak_in_step = mib(700);
  auto tile = page_tiles(Lang::en, run, timeline_of(run))[0];
  EXPECT_EQ(tile.value, "700.00 MiB");
  EXPECT_EQ(tile.note, "before or at step 3 model loaded");
}

TEST(Page, TimesOfLongRunsAreHoursAndMinutes) {
  auto note = [](std::chrono::milliseconds at) {
    tare::Run run;
    run.samples = {{.at = at, .process = hand_made::step("", 5, 1).sample.process}};
    return page_tiles(Lang::en, run, timeline_of(run))[0].note;
  };
  EXPECT_EQ(note(std::chrono::milliseconds(599'990)), "599.99 s");
  EXPECT_EQ(note(std::chrono::milliseconds(725'300)), "12:05.30 min");
  EXPECT_EQ(note(std::chrono::milliseconds(77'777'700)), "21:36:17.70 h");
}

TEST(Page, ARunThatIsNotWholeSaysSo) {
  auto state = [](End end) {
    auto run = golden::startup();
    run.end = end;
    return data_of({run})["runs"][0]["state"].get<std::string>();
  };
  EXPECT_EQ(state({End::How::exited, 0}), "");
  EXPECT_THAT(state({End::How::running, 0}), HasSubstr("still being recorded"));
  EXPECT_THAT(state({End::How::lost, 0}), HasSubstr("recorder of this run died"));
  EXPECT_THAT(state({End::How::signalled, 9}), HasSubstr("ended early (signal 9)"));
  EXPECT_THAT(state({End::How::exited, 3}), HasSubstr("ended early (exit 3)"));
}

TEST(Page, AnEmptyRunAndNoRunAreStillPages) {
  tare::Run empty{.facts = golden::facts("empty", "startup")};
  empty.end = {End::How::exited, 0};
  auto told = data_of({empty})["runs"][0];
  EXPECT_THAT(told["state"], HasSubstr("no step and no sample"));
  EXPECT_TRUE(told["at"].empty());
  EXPECT_TRUE(told["tiles"].empty());
  EXPECT_THAT(html({}), HasSubstr("\"runs\":[]"));
}

TEST(Page, PartsWithoutAStepAreTold) {
  auto run = golden::startup();
  run.steps.resize(6);  // ends before "3 Qt window toolkit"
  auto steps = data_of({run})["runs"][0]["steps"];
  EXPECT_EQ(steps["left_over"]["rows"][0][0], "Qt module");
  EXPECT_EQ(steps["rows"].size(), 2u);
  EXPECT_EQ(steps["parts"].size(), 4u);
}

TEST(Page, ThousandsOfStepsAreBounded) {
  tare::Run run{.facts = golden::facts("many", "x")};
  for (int i = 0; i < 3000; ++i) run.steps.push_back(hand_made::step(std::to_string(i), 1, 1));
  auto steps = data_of({run})["runs"][0]["steps"];
  EXPECT_EQ(steps["rows"].size(), 500u);
  EXPECT_THAT(steps["lines"][0], StartsWith("2500 further steps"));
}

TEST(Page, TitlesNameTheProfileOrTheProgram) {
  std::vector<tare::Run> loads = {golden::load(false), golden::load(true)};
  EXPECT_EQ(page_title(Lang::en, loads), "Memory: profile load");
  EXPECT_EQ(page_title(Lang::fr, loads), "Mémoire : profil load");
  tare::Run other{.facts = {.id = "x", .argv = {"/usr/bin/python3", "a.py"}}};
  std::vector<tare::Run> mixed = {golden::startup(), other};
  EXPECT_EQ(page_title(Lang::en, std::vector{other}), "Memory: python3");
  EXPECT_EQ(page_title(Lang::en, mixed), "Memory: 2 runs");
  EXPECT_EQ(run_name(Lang::fr, loads[1]), "load, avec préchauffage");
}

TEST(Page, LanguageIsTheDocuments) {
  EXPECT_THAT(html({golden::startup()}), HasSubstr("<html lang=\"en\">"));
  auto french = html({golden::startup()}, Lang::fr);
  EXPECT_THAT(french, HasSubstr("<html lang=\"fr\">"));
  EXPECT_EQ(data_of({golden::startup()}, Lang::fr)["words"]["theme"], "Couleurs");
}

// Everything that a run can say, in every place where it can say it.
tare::Run hostile(const std::string& text) {
  auto run = golden::load(false);
  run.facts.id = run.facts.started = run.facts.tare_version = text;
  run.facts.argv = {text, text};
  run.facts.host = {{text, text}};
  run.notes = {{"warning", text}, {text, text}};
  for (auto& one : run.steps) {
    one.name = one.name == "6 unloaded" ? one.name : text;
    one.notes = {{"scenario", text},   {"gave_up", text},      {"unload", text},
                 {"model.file", text}, {"model.layers", text}, {"warning", text}};
    one.declared = {golden::said(text, 1)};
    one.mappings = {golden::file(text, 2)};
    one.sample.process.shmem = Missing{Why::failed, text};
    auto& card = one.sample.cards.list[0];
    card.id = card.name = text;
    card.kind = CardKind::nvidia;
  }
  return run;
}

const char* const kHostile[] = {
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--><img src=x onerror=alert(1)>",
    "]]>\"'&amp;&lt;`${1}",
    "\xE2\x80\xA8\xE2\x80\xA9 line separators",
    "\x1b[2J\x1b]0;title\x07",
    "\xE2\x80\xAE gnp.exe \xE2\x81\xA6",
    "\xff\xfe\xc3\x28",
    "@DATA@ @TITLE@",
};

class HostilePage : public testing::TestWithParam<const char*> {};
TEST_P(HostilePage, StaysDataInAWellFormedPage) {
  std::vector<tare::Run> runs = {hostile(GetParam())};
  auto page = html(runs);
  auto calm = html({golden::load(false)});
  // What a run says opens and closes nothing: the page has the tags that it always has.
  auto count = [](const std::string& text, char c) {
    return std::count(text.begin(), text.end(), c);
  };
  EXPECT_EQ(count(page, '<'), count(calm, '<'));
  auto from = page.find("id=\"data\">");
  ASSERT_NE(from, std::string::npos);
  from += 10;
  auto block = page.substr(from, page.find("</script>", from) - from);
  auto told = json::parse(block);  // throws where it is not JSON
  EXPECT_EQ(told["runs"].size(), 1u);
  for (char c : block) EXPECT_TRUE(c >= 0x20 && c < 0x7f && c != '<' && c != '>' && c != '&');
  EXPECT_EQ(told["runs"][0]["steps"]["rows"][0]["name"], printable(GetParam(), 256));
}
INSTANTIATE_TEST_SUITE_P(Strings, HostilePage, testing::ValuesIn(kHostile));

TEST(Page, NamesOfAMebibyteAreShortened) {
  auto page = html({hostile(std::string(1 << 20, 'x'))});
  EXPECT_LT(page.size(), 400u * 1024);
}

TEST(Page, WithoutItsDataItIsSmallAndRefersToNothingOutside) {
  auto page = html({golden::startup()});
  EXPECT_LT(page.size(), 256u * 1024);
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("Copyright (c) 2022 Leon Sorokin"));
  for (auto outside : {"src=\"", "@import", "url(", "<iframe", "<object", "<base"})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
}

}  // namespace
}  // namespace tare
