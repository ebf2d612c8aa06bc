// Reports of hand-made runs against stored files. TARE_UPDATE_GOLDEN=1 writes them anew; read the
// difference before it is committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "report/csv.h"
#include "report/golden_runs.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/page_data.h"
#include "report/session_html.h"
#include "report/session_markdown.h"
#include "report/text.h"
#include "report/timeline.h"

namespace tare {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
  auto path = std::string(std::getenv("TARE_TEST_DATA")) + "/golden/" + name;
  if (std::getenv("TARE_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::ostringstream stored;
  stored << file.rdbuf();
  EXPECT_EQ(text, stored.str()) << path;
}

std::vector<tare::Run> loads() { return {golden::load(false), golden::load(true)}; }
std::vector<tare::Run> all_runs() {
  return {golden::startup(), golden::load(false), golden::load(true), golden::conversation()};
}

TEST(Golden, StartupText) {
  std::vector<tare::Run> runs = {golden::startup()};
  expect_golden("startup.txt", report_text({}, runs, runs));
}

TEST(Golden, LoadText) { expect_golden("load.txt", report_text({}, loads(), all_runs())); }

TEST(Golden, LoadTextInFrench) {
  expect_golden("load.fr.txt", report_text({.lang = Lang::fr}, loads(), all_runs()));
}

TEST(Golden, LoadTextWide) {
  expect_golden("load.wide.txt", report_text({.wide = true}, loads(), loads()));
}

TEST(Golden, ConversationText) {
  std::vector<tare::Run> runs = {golden::conversation()};
  expect_golden("conversation.txt", report_text({}, runs, runs, "signal 2"));
}

TEST(Golden, LoadCsv) { expect_golden("load.csv", steps_csv(loads())); }
TEST(Golden, StartupCsv) {
  std::vector<tare::Run> runs = {golden::startup()};
  expect_golden("startup.csv", steps_csv(runs));
}
TEST(Golden, AllMarkdown) { expect_golden("all.md", report_markdown(Lang::en, false, all_runs())); }
TEST(Golden, SessionMarkdown) {
  expect_golden("session.md", session_markdown(session_document(Lang::en, all_runs())));
}
TEST(Golden, SessionMarkdownInFrench) {
  expect_golden("session.fr.md", session_markdown(session_document(Lang::fr, all_runs())));
}
TEST(Golden, SessionPage) {
  expect_golden("session.html", session_html(session_document(Lang::en, all_runs())));
}
TEST(Golden, StartupJson) { expect_golden("startup.json", run_json(golden::startup())); }
TEST(Golden, ConversationJson) {
  expect_golden("conversation.json", run_json(golden::conversation()));
}
TEST(Golden, LoadsJson) { expect_golden("load.json", runs_json(loads())); }

std::string page_of(Lang lang, const std::vector<tare::Run>& runs) {
  std::vector<Timeline> lines;
  lines.reserve(runs.size());
  for (const auto& run : runs) lines.push_back(timeline_of(run));
  auto data = nlohmann::ordered_json::parse(page_data(lang, runs, lines, runs));
  return data.dump(1) + "\n";
}
TEST(Golden, LoadsPage) { expect_golden("load.page.json", page_of(Lang::en, loads())); }
TEST(Golden, ConversationPageInFrench) {
  expect_golden("conversation.page.fr.json", page_of(Lang::fr, {golden::conversation()}));
}

}  // namespace
}  // namespace tare
