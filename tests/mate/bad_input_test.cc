// Each bad input: one clear sentence on standard error, the right exit code, nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mate/conversation_memory.h"
#include "tests/mate/program.h"

namespace mate::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const Conditions kObedient{.obeys_permissions = true};

class BadInput : public testing::Test {
 protected:
  // One sentence, and the exit code.
  void expect(std::vector<std::string> arguments, int code, const std::string& said,
              const Conditions& conditions = {}) {
    auto finished = run(home_, std::move(arguments), "", conditions);
    EXPECT_EQ(finished.code, code) << finished.err;
    EXPECT_THAT(finished.err, AllOf(StartsWith("desktop-mate: "), HasSubstr(said)));
    EXPECT_EQ(std::ranges::count(finished.err, '\n'), 1) << finished.err;
    EXPECT_EQ(finished.out, "");
  }
  void chat(const std::string& model, int code, const std::string& said) {
    expect({"chat", "--model", model}, code, said);
  }
  void config(const std::string& text, const std::string& said) {
    auto path = home_.write("config.json", text);
    expect({"chat", "--config", path, "--model", "m.gguf"}, 2, said);
  }
  // Ends before it looks for a model.
  std::vector<std::string> with_data() const {
    return {"chat", "--data", home_ / "data", "--model", "m.gguf"};
  }
  // The chat's database, with one exchange.
  std::string database() const {
    auto path = home_ / "data/conversation.db";
    auto memory = ConversationMemory::open(path);
    EXPECT_TRUE(memory && memory->save("default", "chat", "hello", "well, hello", "joy"));
    return path;
  }
  static void execute(const std::string& path, const char* sql) {
    auto database = tare::Database::open(path, {});
    EXPECT_TRUE(database && database->exec(sql));
  }
  std::string head_of_model(std::size_t bytes) const {
    std::ifstream in(model_path(), std::ios::binary);
    std::string head(bytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(bytes));
    return head;
  }
  Folder home_;
};

// A copy that stands alone: beside the built program a checkout may have a model.
TEST_F(BadInput, NoModelNamed) {
  auto alone = home_ / "desktop-mate";
  std::filesystem::copy_file(std::string(std::getenv("TARE_BIN")) + "/desktop-mate", alone);
  auto line = "cd '" + (home_ / "") +
              "' && env -u TARE_MODEL HOME=. XDG_CONFIG_HOME=. XDG_DATA_HOME=. '" + alone +
              "' chat 2>&1 </dev/null";
  std::string said;
  FILE* pipe = ::popen(line.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  for (char room[512]; std::fgets(room, sizeof room, pipe) != nullptr;) said += room;
  int status = ::pclose(pipe);
  EXPECT_EQ(WEXITSTATUS(status), 2) << said;
  EXPECT_THAT(said, HasSubstr("--model FILE"));
}
TEST_F(BadInput, ModelMissing) { chat("/nowhere/m.gguf", 2, "/nowhere/m.gguf"); }
TEST_F(BadInput, ModelEmpty) { chat(home_.write("m.gguf", ""), 2, "is empty"); }
TEST_F(BadInput, ModelNotGguf) {
  chat(home_.write("m.gguf", std::string(4096, 'x')), 2, "is not a GGUF model");
}
TEST_F(BadInput, ModelCutShort) {
  chat(home_.write("m.gguf", head_of_model(8 << 20)), 2, "m.gguf");
}
TEST_F(BadInput, ModelOfAWrongVersion) {
  auto head = head_of_model(1 << 20);
  head[4] = 99;
  chat(home_.write("m.gguf", head), 2, "99");
}
#ifndef __SANITIZE_ADDRESS__  // its shadow alone is beyond any limit
// `ulimit -v` stands for a small machine: of RAM itself no test can be sure.
TEST_F(BadInput, ModelWhoseContextHasNoRoomInMemory) {
  expect({"chat", "--model", model_path(), "--ctx", "1000000", "--gpu-profile", "cpu_fallback"}, 3,
         "does not fit into RAM", {.limits = {{RLIMIT_AS, 150U << 20}}});
}
TEST_F(BadInput, AHugeContextIsSteppedDownFromAndTold) {
  auto finished = run(home_,
                      {"chat", "--model", model_path(), "--ctx", "1000000", "--gpu-profile",
                       "cpu_fallback", "--data", home_ / "data"},
                      "/quit\n", {.limits = {{RLIMIT_AS, 700U << 20}}});
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(finished.err, AllOf(HasSubstr("Gave up a context of 1000000 tokens for"),
                                  HasSubstr("take about 2"), HasSubstr("--kv-type q8_0")));
}
#endif
TEST_F(BadInput, UnknownProfile) {
  expect({"chat", "--gpu-profile", "turbo", "--model", "m"}, 2, "--gpu-profile turbo is unknown");
}
TEST_F(BadInput, UnknownScenario) {
  expect({"profile-scenario", "dance"}, 2, "There is no scenario dance");
}
TEST_F(BadInput, UnknownCommandAndFlag) {
  expect({"dance"}, 2, "A subcommand is required");
  expect({"chat", "--dance"}, 2, "--dance");
  expect({}, 2, "subcommand");
  expect({"chat", "--lang", "de"}, 2, "de");
  expect({"chat", "--ctx", "-5"}, 2, "--ctx");
}
TEST_F(BadInput, HelpIsNoError) {
  auto finished = run(home_, {"--help"});
  EXPECT_EQ(finished.code, 0);
  EXPECT_THAT(finished.out, HasSubstr("Examples:"));
}
TEST_F(BadInput, ConfigThatIsNoJson) { config("{nonsense", "config.json"); }
TEST_F(BadInput, ConfigWithAWrongType) {
  config(R"({"ai": {"max_tokens": "many"}})", "max_tokens");
}
TEST_F(BadInput, ConfigWithAnUnknownProfile) {
  config(R"({"ai": {"gpu_profile": "turbo"}})", "gpu_profile");
}
TEST_F(BadInput, ConfigUnreadable) {
  std::filesystem::create_directory(home_ / "config.json");  // a folder can't be read, even by root
  expect({"chat", "--config", home_ / "config.json", "--model", "m"}, 2, "config.json");
}
TEST_F(BadInput, ConfigWithoutPermission) {
  auto path = home_.write("config.json", "{}");
  std::filesystem::permissions(path, std::filesystem::perms::none);
  expect({"chat", "--config", path, "--model", "m"}, 3, "Permission denied", kObedient);
}
TEST_F(BadInput, KvTypeUnknown) {
  expect({"chat", "--kv-type", "f12", "--model", "m.gguf"}, 2, "f12");
}
TEST_F(BadInput, DatabaseThatIsNone) {
  std::filesystem::create_directory(home_ / "data");
  home_.write("data/conversation.db", std::string(4096, 'x'));
  expect({"chat", "--data", home_ / "data", "--model", "m.gguf"}, 2, "conversation.db");
}
TEST_F(BadInput, DatabaseDamaged) {
  auto path = database();
  execute(path, "PRAGMA journal_mode = DELETE");
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 4096);
  expect(with_data(), 2, "conversation.db: damaged");
}
// As the original leaves it, so that a first start has to write.
TEST_F(BadInput, DatabaseLocked) {
  auto path = database();
  execute(path, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 0");
  auto other = tare::Database::open(path, {});
  ASSERT_TRUE(other && other->exec("BEGIN EXCLUSIVE"));
  expect(with_data(), 3, "conversation.db: locked by another program");
}
TEST_F(BadInput, DatabaseOfANewerVersion) {
  execute(database(), "PRAGMA user_version = 99");
  expect(with_data(), 2, "written by a newer desktop-mate (version 99");
}
TEST_F(BadInput, DatabaseReadOnly) {
  for (const char* journal : {"PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = WAL"}) {
    auto path = database();
    execute(path, journal);
    std::filesystem::permissions(path, std::filesystem::perms(0444));
    std::filesystem::permissions(home_ / "data", std::filesystem::perms(0555));
    expect(with_data(), 3, "conversation.db: cannot be ", kObedient);
    std::filesystem::permissions(home_ / "data", std::filesystem::perms(0755));
    std::filesystem::permissions(path, std::filesystem::perms(0644));
  }
}
TEST_F(BadInput, NoSpaceForTheDatabase) {
  expect(with_data(), 3, "no space left", {.limits = {{RLIMIT_FSIZE, 4096}}});
}
TEST_F(BadInput, DataThatIsNoFolder) {
  auto file = home_.write("data", "x");
  expect({"chat", "--data", file, "--model", "m.gguf"}, 3, "--data");
}
TEST_F(BadInput, StandInCardOfNoSize) {
  expect({"chat", "--stand-in-gpu", "large", "--model", "m.gguf"}, 2, "--stand-in-gpu");
}
TEST_F(BadInput, PromptsFileMissing) {
  expect({"profile-scenario", "load", "--model", "m.gguf", "--prompts", "/nowhere"}, 2, "/nowhere");
}
TEST_F(BadInput, AFailedScenarioLeavesNoFolderBehind) {
  expect({"profile-scenario", "load", "--model", "/nowhere/m.gguf"}, 2, "/nowhere/m.gguf");
  EXPECT_EQ(home_.entries(), 0U);
}

}  // namespace
}  // namespace mate::test
