// What the golden files don't reach: foreign text in Markdown, CSV and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/csv.h"
#include "report/golden_runs.h"
#include "report/json.h"
#include "report/markdown.h"

namespace tare {
namespace {

using nlohmann::json;
using testing::HasSubstr;

tare::Run hostile() {
  tare::Run run{.facts = {.id = "x\xff", .argv = {"a|b", "<b>"}}};
  run.steps = {hand_made::step("1 a|b <i> \"q\", \x1b", 1, 1,
                               {{"process", "not a reading"}, {"rate", "1e999"}, {"n", "7"}})};
  return run;
}

TEST(Formats, MarkdownCellsStayCells) {
  std::vector<tare::Run> runs = {hostile()};
  auto text = report_markdown(Lang::en, false, runs);
  EXPECT_THAT(text, HasSubstr("| 1 a\\|b \\<i\\>"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Formats, CsvQuotesWhatItMust) {
  std::vector<tare::Run> runs = {hostile()};
  EXPECT_THAT(steps_csv(runs), HasSubstr(",\"1 a|b <i> \"\"q\"\", \\u{1b}\",0,"));
}

TEST(Formats, JsonIsValidWhateverTheProgramSays) {
  auto text = run_json(hostile());
  auto parsed = json::parse(text);
  const auto& step = parsed["steps"][0];
  EXPECT_EQ(step["process"]["rss"], 1 << 20);  // a note does not replace a reading
  EXPECT_EQ(step["notes"]["process"], "not a reading");
  EXPECT_EQ(step["rate"], "1e999");
  EXPECT_EQ(step["n"], 7);
}

TEST(Formats, AMissingReadingIsAnObjectWithItsReason) {
  auto run = hostile();
  run.steps[0].sample.process.own = Missing{Why::not_permitted, "smaps"};
  auto step = json::parse(run_json(run))["steps"][0];
  EXPECT_EQ(step["process"]["own"], (json{{"missing", "not permitted"}, {"detail", "smaps"}}));
  EXPECT_EQ(step["since_first"]["own"]["missing"], "not permitted");
  EXPECT_EQ(step["devices"][0]["used"]["missing"], "no device");
}

TEST(Formats, LedgerRowsAreWhatTheProgramDeclared) {
  auto steps = json::parse(run_json(golden::conversation()))["steps"];
  const auto& row = steps[6]["ledger"][1];
  EXPECT_EQ(row["owner"], "KV cache");
  EXPECT_EQ(row["reserved"], 45 << 20);
  EXPECT_EQ(row["resident"]["missing"], "not asked");
  EXPECT_EQ(row["evidence"], "declared");
  EXPECT_EQ(steps[6]["process"]["heap_live"], 62 << 20);
}

TEST(Formats, PartsStandInTheStepAfterThem) {
  auto steps = json::parse(run_json(golden::startup()))["steps"];
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[1]["parts"].size(), 2u);
  EXPECT_EQ(steps[2]["parts"][0]["name"], "Qt module");
  EXPECT_EQ(steps[2]["parts"][0]["since_previous"]["rss"], 9 << 20);
}

}  // namespace
}  // namespace tare
