// desktop-mate gui with the real model, on Qt's platform without a screen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/mate/program.h"

namespace mate::test {
namespace {

using testing::HasSubstr;

class GuiTest : public testing::Test {
 protected:
  std::vector<std::string> arguments() const {
    return {"gui",
            "--model",
            model_path(),
            "--threads",
            "1",
            "--ctx",
            "512",
            "--data",
            home_ / "data",
            "--config",
            home_ / "config.json",
            "--gpu-profile",
            "cpu_fallback"};
  }
  std::string text(const std::string& name) const {
    std::ostringstream all;
    all << std::ifstream(home_ / name).rdbuf();
    return all.str();
  }
  // From here on a signal closes the window.
  bool opened() const {
    for (int i = 0; i < 600; ++i) {
      if (text("data/desktop-mate.log").find("the window opens") != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }
  Folder home_;
};

TEST_F(GuiTest, OpensItsWindowAndEndsCleanlyAtSigterm) {
  home_.write("config.json", R"({"window": {"width": 900}, "discord": {"token": "mine"}})");
  Running program(home_, arguments(), {"QT_QPA_PLATFORM=offscreen"});
  ASSERT_TRUE(opened());
  program.signal(SIGTERM);
  auto finished = program.finish();
  EXPECT_EQ(finished.code, 128 + SIGTERM) << finished.err;
  EXPECT_EQ(finished.err, "");
  // It closed as its user would have closed it: the window's place is kept, and so is the rest.
  EXPECT_THAT(text("config.json"), HasSubstr("\"height\": 600"));
  EXPECT_THAT(text("config.json"), HasSubstr("\"width\": 900"));
  EXPECT_THAT(text("config.json"), HasSubstr("mine"));
}

TEST_F(GuiTest, ASignalWhileTheModelLoadsEndsIt) {
  Running program(home_, arguments(), {"QT_QPA_PLATFORM=offscreen"});
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  program.signal(SIGINT);
  EXPECT_EQ(program.finish().code, 128 + SIGINT);
}

TEST_F(GuiTest, AConfigurationThatCannotBeWrittenIsToldWhenTheWindowCloses) {
  home_.write("config.json", "{}");
  Folder locked;
  auto path = locked.write("config.json", "{}");
  auto all = arguments();
  *(std::ranges::find(all, "--config") + 1) = path;
  std::filesystem::permissions(locked / "", std::filesystem::perms(0555));
  Running program(home_, all, {"QT_QPA_PLATFORM=offscreen"}, {.obeys_permissions = true});
  ASSERT_TRUE(opened());
  program.signal(SIGTERM);
  auto finished = program.finish();
  std::filesystem::permissions(locked / "", std::filesystem::perms(0755));
  EXPECT_THAT(finished.err, HasSubstr("config.json: cannot be written: Permission denied"));
}

TEST_F(GuiTest, WithoutADisplayItIsOneSentence) {
  auto finished = run(home_, arguments());
  EXPECT_EQ(finished.code, 3);
  EXPECT_THAT(finished.err, HasSubstr("There is no display"));
  EXPECT_EQ(std::ranges::count(finished.err, '\n'), 1) << finished.err;
}

}  // namespace
}  // namespace mate::test
