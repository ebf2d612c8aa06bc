#include "mate/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace mate {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ConfigFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "mate-config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/config.json";
  }
  void TearDown() override {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }
  void write(std::string_view text) const { std::ofstream(path_) << text; }
  std::string read() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  // The sentence that loading `text` gives; empty when it is accepted.
  std::string refusal(std::string_view text) const {
    write(text);
    auto config = load_config(path_);
    return config ? "" : config.error().text;
  }
  std::string folder_;
  std::string path_;
};

// Root may read everything, so a test of permissions must be somebody else for a moment.
class AsNobody {
 public:
  AsNobody() : root_(::geteuid() == 0) {
    if (root_) changed_ = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (changed_) changed_ = ::seteuid(0) != 0;
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  bool works() const { return !root_ || changed_; }

 private:
  bool root_;
  bool changed_ = false;
};

TEST_F(ConfigFile, MissingFileIsTheDefaults) {
  auto config = load_config(path_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->unity.host, "127.0.0.1");
  EXPECT_EQ(config->unity.port, 5555);
  EXPECT_EQ(config->ai.context_limit, 10);
  EXPECT_EQ(config->ai.gpu_profile, Profile::automatic);
  EXPECT_EQ(config->ai.temperature, 0.7);
  EXPECT_EQ(config->ai.max_tokens, 512);
  EXPECT_EQ(config->log.ram_alert_mib, 1024);
  EXPECT_THAT(config->ai.system_prompt, HasSubstr("Kira"));
  EXPECT_THAT(config->warnings, IsEmpty());
}

TEST_F(ConfigFile, LaysTheFileOverTheDefaults) {
  write(R"({"ai": {"temperature": 1, "gpu_profile": "balanced", "n_ctx": 512, "kv_type": "q8_0"},
            "avatar": {"auto_blink": {"duration": 0.25}}})");
  auto config = load_config(path_);
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->ai.temperature, 1.0);
  EXPECT_EQ(config->ai.gpu_profile, Profile::balanced);
  EXPECT_EQ(config->ai.top_p, 0.9);  // the original lost the defaults of a section it read
  EXPECT_EQ(config->avatar.auto_blink.duration, 0.25);
  EXPECT_EQ(config->avatar.auto_blink.max_interval, 5.0);
  EXPECT_EQ(config->load_wishes().ctx, 512u);
  EXPECT_EQ(config->load_wishes().kv_type, "q8_0");
}

TEST_F(ConfigFile, RefusalNamesFileKeyValueAndRule) {
  EXPECT_THAT(refusal(R"({"ai": {"temperature": 2.5}})"),
              AllOf(HasSubstr(path_), HasSubstr("ai.temperature: 2.5"),
                    HasSubstr("must be a number from 0 to 2.")));
}

TEST_F(ConfigFile, WrongTypesAreRefused) {
  EXPECT_THAT(refusal(R"({"ai": {"temperature": "hot"}})"), HasSubstr("\"hot\" must be a number"));
  EXPECT_THAT(refusal(R"({"ai": {"context_limit": 3.5}})"), HasSubstr("3.5 must be a whole"));
  EXPECT_THAT(refusal(R"({"ai": {"context_limit": true}})"), HasSubstr("true must be a whole"));
  EXPECT_THAT(refusal(R"({"ai": {"warm": 1}})"), HasSubstr("1 must be true or false"));
  EXPECT_THAT(refusal(R"({"ai": {"system_prompt": 7}})"), HasSubstr("7 must be a text"));
  EXPECT_THAT(refusal(R"({"ai": {"model_path": null}})"), HasSubstr("null must be a text"));
  EXPECT_THAT(refusal(R"({"ai": [1, 2]})"), HasSubstr("ai: [1,2] must be an object"));
  EXPECT_THAT(refusal(R"({"avatar": {"auto_blink": 0}})"),
              HasSubstr("avatar.auto_blink: 0 must be an object"));
  EXPECT_THAT(refusal("[]"), HasSubstr("must be a JSON object"));
}

TEST_F(ConfigFile, OutOfRangeIsRefused) {
  EXPECT_THAT(refusal(R"({"ai": {"context_limit": 0}})"), HasSubstr("from 1 to"));
  EXPECT_THAT(refusal(R"({"ai": {"max_tokens": -1}})"), HasSubstr("from 1 to"));
  EXPECT_THAT(refusal(R"({"ai": {"top_p": 1.01}})"), HasSubstr("from 0 to 1"));
  EXPECT_THAT(refusal(R"({"unity": {"port": 65536}})"), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(refusal(R"({"unity": {"port": 18446744073709551615}})"), HasSubstr("65535"));
  EXPECT_THAT(refusal(R"({"ai": {"temperature": 1e999}})"), HasSubstr("too large"));
  EXPECT_THAT(refusal(R"({"ai": {"system_prompt": "  \n"}})"), HasSubstr("must not be blank"));
  EXPECT_THAT(refusal(R"({"ai": {"model_path": ""}})"), HasSubstr("must not be empty"));
  EXPECT_THAT(refusal(R"({"ai": {"model_path": "a\u0000b"}})"), HasSubstr("NUL"));
  EXPECT_THAT(refusal(R"({"ai": {"kv_type": "q3"}})"), HasSubstr("must be one of f32, f16"));
  EXPECT_THAT(refusal(R"({"unity": {"host": "example.org"}})"), HasSubstr("IPv4 or IPv6"));
  EXPECT_THAT(refusal(R"({"avatar": {"auto_blink": {"min_interval": 6}}})"),
              HasSubstr("must not be above avatar.auto_blink.max_interval, which is 5"));
}

TEST_F(ConfigFile, UnknownProfileIsRefused) {
  EXPECT_THAT(refusal(R"({"ai": {"gpu_profile": "turbo"}})"),
              HasSubstr("\"turbo\" must be one of auto, performance, balanced, cpu_fallback"));
}

TEST_F(ConfigFile, WhatIsNotJsonIsRefusedWithItsLine) {
  EXPECT_THAT(refusal("{\n  \"ai\": {\n oops\n}}"), HasSubstr("line 3"));
  EXPECT_THAT(refusal("{\"ai\": {\"temperature\": 0.7"), HasSubstr("cut short"));
  EXPECT_THAT(refusal(""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal("{\"ai\": {\"system_prompt\": \"\xff\"}}"), HasSubstr("not JSON"));
}

TEST_F(ConfigFile, DeepNestingIsRefused) {
  std::string deep = "{\"x\": " + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_THAT(refusal(deep), HasSubstr("nested deeper than 64"));
}

TEST_F(ConfigFile, AbsurdlyLargeFileIsRefused) {
  EXPECT_THAT(refusal("{\"x\": \"" + std::string(2 << 20, 'a') + "\"}"),
              HasSubstr("larger than 1024 KiB"));
}

TEST_F(ConfigFile, DirectoryAndFifoAreRefused) {
  auto folder = load_config(folder_);
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().text, HasSubstr("is a directory"));
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  auto fifo = load_config(path_);
  ASSERT_FALSE(fifo);
  EXPECT_THAT(fifo.error().text, HasSubstr("not a regular file"));
}

TEST_F(ConfigFile, UnreadableFileIsRefusedByTheSystem) {
  write("{}");
  fs::permissions(folder_, static_cast<fs::perms>(0755));
  fs::permissions(path_, fs::perms::none);
  AsNobody nobody;
  ASSERT_TRUE(nobody.works());
  auto config = load_config(path_);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, tare::ErrorKind::refused);
  EXPECT_THAT(config.error().text, AllOf(HasSubstr(path_), HasSubstr("Permission denied")));
}

TEST_F(ConfigFile, HostileValuesAreShownHarmless) {
  EXPECT_THAT(refusal("{\"ai\": {\"gpu_profile\": \"\\u001b[31m\"}}"), Not(HasSubstr("\x1b")));
  EXPECT_LT(refusal("{\"ai\": {\"gpu_profile\": \"" + std::string(5000, 'x') + "\"}}").size(),
            400u);
}

TEST_F(ConfigFile, WarnsOfWhatIsAllowedButUnwise) {
  write(R"({"ai": {"context_limit": 51, "max_tokens": 2049, "temprature": 0.1}})");
  auto config = load_config(path_);
  ASSERT_TRUE(config);
  EXPECT_THAT(config->warnings,
              ::testing::ElementsAre(HasSubstr("context_limit: 51"), HasSubstr("max_tokens: 2049"),
                                     HasSubstr("ai.temprature")));
  write(R"({"ai": {"context_limit": 50, "max_tokens": 2048}})");
  EXPECT_THAT(load_config(path_)->warnings, IsEmpty());
}

TEST_F(ConfigFile, SavingKeepsWhatIsNotUnderstood) {
  write(R"({"audio": {"device": "hw:1", "gains": [1, 2.5]}, "ai": {"top_k": 40},
            "discord": {"token": null}, "avatar": {"pose": "sit"}})");
  auto config = load_config(path_);
  ASSERT_TRUE(config);
  config->ai.temperature = 0.25;
  ASSERT_TRUE(save_config(*config, path_));
  auto again = load_config(path_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->ai.temperature, 0.25);
  EXPECT_EQ(again->foreign, R"({"audio":{"device":"hw:1","gains":[1,2.5]},"ai":{"top_k":40},)"
                            R"("discord":{"token":null},"avatar":{"pose":"sit"}})");
}

TEST_F(ConfigFile, SavedDefaultsLoadAsDefaults) {
  Config before;
  before.ai.model_path = "models/é.gguf";
  before.avatar.last_model = "kira.vrm";
  ASSERT_TRUE(save_config(before, path_));
  EXPECT_THAT(read(), AllOf(HasSubstr("\"default_model\": null"), HasSubstr("_speed\": 3.0"),
                            HasSubstr("models/é.gguf")));
  auto after = load_config(path_);
  ASSERT_TRUE(after) << after.error().text;
  EXPECT_EQ(after->ai.model_path, before.ai.model_path);
  EXPECT_EQ(after->ai.system_prompt, before.ai.system_prompt);
  EXPECT_EQ(after->avatar.last_model, "kira.vrm");
  EXPECT_EQ(after->foreign, "");
}

TEST_F(ConfigFile, SavesPrivatelyAndLeavesNoTemporaryFile) {
  std::string nested = folder_ + "/new/deeper/config.json";
  ASSERT_TRUE(save_config(Config{}, nested));
  struct stat facts{};
  ASSERT_EQ(::stat(nested.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((folder_ + "/new").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
  auto entries = fs::directory_iterator(folder_ + "/new/deeper");
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(ConfigFile, SavingThroughALinkKeepsTheLink) {
  fs::create_symlink("real.json", path_);
  std::ofstream(folder_ + "/real.json") << "{}";
  ASSERT_TRUE(save_config(Config{}, path_));
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_GT(fs::file_size(folder_ + "/real.json"), 100u);
}

TEST_F(ConfigFile, SavingIntoAFolderOutOfReachIsRefused) {
  fs::permissions(folder_, fs::perms::none);
  AsNobody nobody;
  ASSERT_TRUE(nobody.works());
  auto saved = save_config(Config{}, folder_ + "/new/config.json");
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, tare::ErrorKind::refused);
}

TEST_F(ConfigFile, UnwritableFolderIsRefusedAndTheOldFileStays) {
  write("{\"audio\": 1}");
  fs::permissions(folder_, static_cast<fs::perms>(0555));
  {
    AsNobody nobody;
    ASSERT_TRUE(nobody.works());
    auto saved = save_config(Config{}, path_);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, tare::ErrorKind::refused);
    EXPECT_THAT(saved.error().text, AllOf(HasSubstr(path_), HasSubstr("cannot be written")));
  }
  EXPECT_EQ(read(), "{\"audio\": 1}");
}

TEST_F(ConfigFile, SavingRefusesADirectoryAndBadValues) {
  EXPECT_FALSE(save_config(Config{}, folder_));
  Config bad;
  bad.ai.top_p = 7;
  auto saved = save_config(bad, path_);
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().text, HasSubstr("ai.top_p: 7.0 must be a number from 0 to 1"));
  EXPECT_FALSE(fs::exists(path_));
}

}  // namespace
}  // namespace mate
