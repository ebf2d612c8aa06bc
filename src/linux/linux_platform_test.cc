#include "linux/linux_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace tare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Folder : public ::testing::Test {
 protected:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "tare_linux_XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() override { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name, std::string_view text) {
    auto path = path_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
  std::filesystem::path path_;
  LinuxPlatform platform_;
};

using LinuxPlatformFiles = Folder;

TEST_F(LinuxPlatformFiles, KeptFileSeesItsTextChange) {
  auto path = file("a", "one");
  auto kept = platform_.open_text(path);
  ASSERT_TRUE(kept);
  EXPECT_EQ((*kept)->read().value(), "one");
  file("a", "twice");
  EXPECT_EQ((*kept)->read().value(), "twice");
}

TEST_F(LinuxPlatformFiles, KeptFileGrowsToOneMebibyteAndNoFurther) {
  std::string text((1 << 20), 'x');
  EXPECT_EQ(read_text(platform_, file("big", text)).value(), text);
  auto longer = read_text(platform_, file("bigger", text + "x"));
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().text, HasSubstr("longer than 1 MiB"));
  EXPECT_EQ(longer.error().kind, ErrorKind::refused);
}

TEST_F(LinuxPlatformFiles, AbsentFileNamesPathReasonAndErrno) {
  auto path = (path_ / "none").string();
  auto kept = platform_.open_text(path);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().text, "cannot open " + path + ": No such file or directory");
  EXPECT_EQ(kept.error().system, ENOENT);
  EXPECT_EQ(kept.error().kind, ErrorKind::refused);
  EXPECT_EQ(missing(kept.error()).why, Why::not_supported);
}

TEST_F(LinuxPlatformFiles, PathWithControlCharactersIsMadeHarmlessInErrors) {
  auto kept = platform_.open_text("/none\x1b[31m");
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().text, Not(HasSubstr("\x1b")));
}

TEST_F(LinuxPlatformFiles, StreamCutsAtLineEndsAndLosesNothing) {
  std::string text;
  for (int i = 0; i < 40000; ++i) text += "line " + std::to_string(i) + "\n";
  text += "last without end";
  std::string seen;
  int pieces = 0;
  auto path = file("long", text);
  ASSERT_TRUE(platform_.stream_text(path, [&](std::string_view piece) {
    ++pieces;
    bool last = seen.size() + piece.size() == text.size();
    EXPECT_TRUE(last || piece.ends_with('\n'));
    seen += piece;
  }));
  EXPECT_EQ(seen, text);
  EXPECT_GT(pieces, 1);
}

TEST_F(LinuxPlatformFiles, StreamTakesLongLinesAndRefusesEndlessOnes) {
  std::string seen;
  auto gather = [&](std::string_view piece) { seen += piece; };
  std::string line(std::size_t{300} << 10, 'y');
  ASSERT_TRUE(platform_.stream_text(file("line", line + "\nnext\n"), gather));
  EXPECT_EQ(seen, line + "\nnext\n");
  auto endless = platform_.stream_text(file("endless", std::string(3 << 20, 'z')), gather);
  ASSERT_FALSE(endless);
  EXPECT_THAT(endless.error().text, HasSubstr("a line is longer than 1 MiB"));
}

TEST_F(LinuxPlatformFiles, StreamMayBeUsedInsideItself) {
  auto outer = file("outer", "a\nb\n");
  auto inner = file("inner", "c\n");
  std::string seen;
  ASSERT_TRUE(platform_.stream_text(outer, [&](std::string_view piece) {
    ASSERT_TRUE(platform_.stream_text(inner, [&](std::string_view other) { seen += other; }));
    seen += piece;
  }));
  EXPECT_EQ(seen, "c\na\nb\n");
}

TEST_F(LinuxPlatformFiles, ListIsSortedAndFailsWithTheReason) {
  file("b", "");
  file("a", "");
  EXPECT_THAT(platform_.list(path_.string()).value(), ElementsAre("a", "b"));
  EXPECT_EQ(platform_.list((path_ / "none").string()).error().system, ENOENT);
}

TEST_F(LinuxPlatformFiles, LinkTargetAndWrite) {
  std::filesystem::create_symlink("/there", path_ / "link");
  EXPECT_EQ(platform_.link_target((path_ / "link").string()).value(), "/there");
  auto path = file("w", "");
  ASSERT_TRUE(platform_.write_text(path, "5"));
  EXPECT_EQ(read_text(platform_, path).value(), "5");
  EXPECT_EQ(platform_.link_target(path).error().system, EINVAL);
}

TEST(LinuxPlatformProcess, KeptFileOfAnEndedProcessSaysSo) {
  LinuxPlatform platform;
  auto child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  auto status = platform.open_text("/proc/" + std::to_string(child) + "/status");
  ASSERT_TRUE(status);
  EXPECT_TRUE((*status)->read());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  auto gone = (*status)->read();
  ASSERT_FALSE(gone);
  EXPECT_EQ(missing(gone.error()).why, Why::process_gone);
}

}  // namespace
}  // namespace tare
