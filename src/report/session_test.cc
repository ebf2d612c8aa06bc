// The session's document, on hand-made runs whose numbers can be checked by hand.
#include "report/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report/golden_runs.h"
#include "report/session_html.h"
#include "report/session_markdown.h"
#include "report/session_parts.h"
#include "report/session_points.h"

namespace tare {
namespace {

using golden::file;
using testing::HasSubstr;
using testing::Not;

std::string markdown(const std::vector<tare::Run>& runs, Lang lang = Lang::en) {
  return session_markdown(session_document(lang, runs));
}

TEST(Session, NothingIsSaidOfNoRuns) { EXPECT_EQ(markdown({}), "# Memory session\n"); }

TEST(Session, ARunWithoutStepsSaysSo) {
  tare::Run run{.facts = golden::facts("empty", "load")};
  run.end = {End::How::signalled, 9};
  auto text = markdown({run});
  EXPECT_THAT(text, HasSubstr("The run has no steps."));
  EXPECT_THAT(text, HasSubstr("🔴 red | runs that did not end by themselves"));
  EXPECT_THAT(text, HasSubstr("- [ ] Load and replies measured without warm-up"));
}

TEST(Session, TheKvCacheIsSaidToHaveGrownOnlyWhenItDid) {
  auto kv = [](double size) { return golden::said("KV cache", size); };
  auto run = golden::load(false);
  run.steps[2].declared = {kv(45)};
  run.steps[3].declared = {kv(45)};
  EXPECT_THAT(markdown({run}), HasSubstr("allocated before the reply, not by it"));
  run.steps[3].declared = {kv(46)};
  auto grown = markdown({run});
  EXPECT_THAT(grown, HasSubstr("with 46.00 MiB at \"4 first reply\": it changed in between"));
  EXPECT_THAT(grown, Not(HasSubstr("not by it")));
  run.steps[3].declared.clear();
  EXPECT_THAT(markdown({run}), Not(HasSubstr("The KV cache is declared")));
}

TEST(Session, NoFigureOfMissingReadings) {
  auto run = golden::load(false);
  for (auto& step : run.steps) {
    step.sample.process.own = Missing{Why::not_permitted, ""};
    step.sample.cards = {{}, Missing{Why::no_device, "no card"}};
  }
  auto text = markdown({run});
  EXPECT_THAT(text, Not(HasSubstr("own +")));
  EXPECT_THAT(text, HasSubstr("VRAM was not read: no device: no card."));
  EXPECT_THAT(text, HasSubstr("Not computed: memory of the first reply"));
}

TEST(Session, CommandLinesAndReasonsHoldNoFolder) {
  auto run = golden::load(false);
  run.facts.argv = {"/home/jane/bin/desktop-mate", "load", "--model=/home/jane doe/m.gguf",
                    "--data", "/home/jane/data/"};
  run.steps[3].notes.push_back(
      {"warning", "see '/home/jane/log.txt' and ~/x/y (speed 3 tokens/s)"});
  for (auto lang : {Lang::en, Lang::fr}) {
    auto document = session_document(lang, std::vector{run});
    EXPECT_THAT(session_markdown(document), Not(HasSubstr("jane")));
    EXPECT_THAT(session_html(document), Not(HasSubstr("jane")));
    EXPECT_THAT(session_markdown(document),
                HasSubstr("desktop-mate load --model=m.gguf --data data"));
    EXPECT_THAT(session_markdown(document), HasSubstr("see 'log.txt' and y (speed 3 tokens/s)"));
  }
}

TEST(Session, PathsAreFoundAndWordsWithSlashesStay) {
  EXPECT_EQ(without_folders("a/b, 3 tokens/s, 1 / 2, /"), "a/b, 3 tokens/s, 1 / 2, /");
  EXPECT_EQ(without_folders("/a/b"), "b");
  EXPECT_EQ(without_folders("x=/a/b:/c/d"), "x=d");
  EXPECT_EQ(without_folders("« /a/b »"), "« b »");
  EXPECT_EQ(without_folders("«\u00a0/a/b\u00a0»"), "«\u00a0b\u00a0»");
  EXPECT_EQ(without_folders("http://h/a/b and file:///a/b"), "http://h/a/b and file:b");
  EXPECT_EQ(argument_text("--x=/a b/c d"), "--x=c d");
}

TEST(Session, HostileNamesStayText) {
  auto run = golden::load(false);
  run.facts.id = "</script><b>|`x`\x1b[31m\u202e";
  run.facts.argv = {"a", "```", "'; rm -rf '"};
  run.facts.host = {{"k|<i>", "v\n# head\xff"}};
  run.steps.push_back(golden::step("`|<img src=x>\n# no", 3, 1));
  auto document = session_document(Lang::en, std::vector{run});
  auto html = session_html(document);
  for (auto bad : {"</script>", "<b>", "<i>", "<img", "\x1b", "\u202e"})
    EXPECT_THAT(html, Not(HasSubstr(bad)));
  auto text = session_markdown(document);
  EXPECT_THAT(text, HasSubstr("\n````\na '```' ''\\''; rm -rf '\\'''\n````\n"));
  EXPECT_THAT(text, Not(HasSubstr("\n# no")));
  EXPECT_THAT(text, Not(HasSubstr("\n# head")));
}

// The levels follow the written rule, at the thresholds themselves.
TEST(Session, LevelsTurnAtTheirThresholds) {
  AttentionPoint point{.title = SessionWord::point_swap,
                       .counter = SessionWord::counter_swap,
                       .unit = SessionWord::in_mib,
                       .amber = 1,
                       .red = 64};
  auto at = [&](double value) {
    point.value = value;
    return point.level();
  };
  EXPECT_EQ(at(0.99), Level::green);
  EXPECT_EQ(at(1), Level::amber);
  EXPECT_EQ(at(63.99), Level::amber);
  EXPECT_EQ(at(64), Level::red);
}

TEST(Session, RecommendationsAreOnlyThoseThatCountersCallFor) {
  auto run = golden::load(false);
  auto quiet = markdown({run});
  EXPECT_THAT(quiet, Not(HasSubstr("Warm the model up")));
  run.steps[3].sample.process.own = mib(30 + 32);
  auto called = markdown({run});
  EXPECT_THAT(called, HasSubstr("🟠 amber | memory of the first reply"));
  EXPECT_THAT(called, HasSubstr("Warm the model up"));
  EXPECT_THAT(called, HasSubstr("Called for by: memory of the first reply."));
}

TEST(Session, ComparedRunsAreNoProfilesOfTheSession) {
  auto run = golden::load(false);
  run.notes.push_back({"comparison", "gpu"});
  run.notes.push_back({"comparison.variant", "performance"});
  auto text = markdown({run, run});
  EXPECT_THAT(text, HasSubstr("## LOAD PROFILES compared"));
  EXPECT_THAT(text, HasSubstr("|  | performance | performance |"));
  EXPECT_THAT(text, Not(HasSubstr("Results: profile 2")));
  EXPECT_THAT(text, HasSubstr("- [x] Profiles of the card compared"));
}

TEST(Session, BothLanguagesSayEverythingWithTheSameArguments) {
  auto arguments = [](std::string_view pattern) {
    std::string found;
    for (auto open = pattern.find('{'); open != std::string_view::npos;
         open = pattern.find('{', open + 1))
      found += pattern.substr(open, pattern.find('}', open) - open + 1);
    return found;
  };
  for (int i = 0; i < static_cast<int>(SessionWord::last_word); ++i) {
    auto en = word(Lang::en, static_cast<SessionWord>(i));
    auto fr = word(Lang::fr, static_cast<SessionWord>(i));
    EXPECT_FALSE(en.empty()) << i;
    EXPECT_FALSE(fr.empty()) << en;
    EXPECT_EQ(arguments(en), arguments(fr)) << en;
  }
  EXPECT_EQ(word(Lang::en, SessionWord::document), "Memory session");
  EXPECT_EQ(word(Lang::en, SessionWord::checklist), "Checklist");
  EXPECT_EQ(word(Lang::en, SessionWord::last_word), "");
}

}  // namespace
}  // namespace tare
