// Models that cannot be loaded: each is one sentence that names the file and the reason, and
// nothing stays behind.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "tests/engine/model.h"

namespace tare {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BadModel : public ::testing::Test {
 protected:
  std::string file(const std::string& bytes) {
    auto path = ::testing::TempDir() + "bad_model.gguf";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  static std::string head_of_model(std::size_t bytes) {
    std::ifstream in(model_path(), std::ios::binary);
    std::string head(bytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(bytes));
    return head;
  }
  Error error_of(const std::string& path) {
    auto request = small_load();
    request.model_path = path;
    auto loaded = engine_.load(request, {});
    EXPECT_FALSE(loaded) << path;
    EXPECT_TRUE(engine_.memory().empty());
    return loaded ? Error{} : loaded.error();
  }
  LlamaEngine engine_;
};

TEST_F(BadModel, Missing) {
  auto error = error_of("/nowhere/model.gguf");
  EXPECT_EQ(error.kind, ErrorKind::bad_input);
  EXPECT_THAT(error.text, AllOf(HasSubstr("/nowhere/model.gguf"), HasSubstr("no such model file"),
                                HasSubstr("--model")));
}

TEST_F(BadModel, NoName) { EXPECT_THAT(error_of("").text, HasSubstr("no model is named")); }

TEST_F(BadModel, Folder) { EXPECT_THAT(error_of("/tmp").text, HasSubstr("is not a file")); }

TEST_F(BadModel, Empty) { EXPECT_THAT(error_of(file("")).text, HasSubstr("is empty")); }

TEST_F(BadModel, FewBytes) { EXPECT_THAT(error_of(file("GGUF")).text, HasSubstr("only 4 bytes")); }

TEST_F(BadModel, NotGguf) {
  EXPECT_THAT(error_of(file(std::string(4096, 'x'))).text, HasSubstr("is not a GGUF model"));
}

TEST_F(BadModel, OldAndFutureVersion) {
  for (std::uint32_t version : {1u, 4u}) {
    auto head = head_of_model(4096);
    std::memcpy(head.data() + 4, &version, sizeof version);
    EXPECT_THAT(error_of(file(head)).text,
                AllOf(HasSubstr("version " + std::to_string(version)), HasSubstr("2 to 3")));
  }
}

TEST_F(BadModel, OtherByteOrder) {
  auto head = head_of_model(4096);
  std::swap(head[4], head[7]);
  EXPECT_THAT(error_of(file(head)).text, HasSubstr("other byte order"));
}

TEST_F(BadModel, CutShortInItsHead) {
  EXPECT_THAT(error_of(file(head_of_model(100'000))).text, HasSubstr("cut short or damaged"));
}

TEST_F(BadModel, CutShortInItsTensors) {
  auto size = std::filesystem::file_size(model_path());
  EXPECT_THAT(error_of(file(head_of_model(size - 1'000'000))).text,
              AllOf(HasSubstr("is cut short"), HasSubstr(std::to_string(size - 1'000'000)),
                    HasSubstr(std::to_string(size))));
}

TEST_F(BadModel, UnknownArchitecture) {
  auto head = head_of_model(std::filesystem::file_size(model_path()));
  // general.architecture, whose value "llama" stands first among the keys.
  auto at = head.find("general.architecture");
  ASSERT_NE(at, std::string::npos);
  at = head.find("llama", at);
  head.replace(at, 5, "lloma");
  EXPECT_THAT(error_of(file(head)).text,
              AllOf(HasSubstr("cannot be loaded"), HasSubstr("architecture"), HasSubstr("lloma")));
}

TEST_F(BadModel, AfterEachTheGoodOneLoads) {
  error_of(file(head_of_model(100'000)));
  EXPECT_TRUE(engine_.load(small_load(), {}));
  // And a failed load leaves nothing of the one before.
  error_of("/nowhere/model.gguf");
}

TEST_F(BadModel, RequestsOutOfRange) {
  auto error = [&](auto change) {
    auto request = small_load();
    change(request);
    auto loaded = engine_.load(request, {});
    EXPECT_FALSE(loaded);
    return loaded ? std::string() : loaded.error().text;
  };
  EXPECT_THAT(error([](LoadRequest& r) { r.ctx = 0; }), HasSubstr("context of 0"));
  EXPECT_THAT(error([](LoadRequest& r) { r.ctx = 4'000'000'000; }),
              HasSubstr("context of 4000000000"));
  EXPECT_THAT(error([](LoadRequest& r) { r.batch = 0; }), HasSubstr("batch of 0"));
  EXPECT_THAT(error([](LoadRequest& r) { r.threads = 0; }), HasSubstr("0 threads"));
  EXPECT_THAT(error([](LoadRequest& r) { r.threads = 513; }), HasSubstr("513 threads"));
  EXPECT_THAT(error([](LoadRequest& r) { r.gpu_layers = -2; }), HasSubstr("-2 layers"));
  EXPECT_THAT(error([](LoadRequest& r) { r.kv_type = "q2_k"; }),
              AllOf(HasSubstr("q2_k"), HasSubstr("f16, bf16, q8_0")));
}

#ifndef __SANITIZE_ADDRESS__  // its shadow alone is beyond any limit
// In a process with a limit of its own: without one, the system may give the memory, and end a
// process of its choice when it is touched.
TEST(BadModelDeathTest, ContextLargerThanMemory) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  auto load_within_4_gib = [] {
    rlimit limit{.rlim_cur = gib(4).value, .rlim_max = gib(4).value};
    if (::setrlimit(RLIMIT_AS, &limit) != 0) ::_exit(42);
    LlamaEngine engine;
    auto request = small_load();
    request.ctx = 1U << 20;  // 22.5 GiB of KV cache
    auto loaded = engine.load(request, {});
    if (!loaded) std::fputs(loaded.error().text.c_str(), stderr);
    bool clean = engine.memory().empty() && engine.load(small_load(), {});
    ::_exit(!loaded && clean && loaded.error().kind == ErrorKind::refused ? 0 : 1);
  };
  EXPECT_EXIT(load_within_4_gib(), ::testing::ExitedWithCode(0),
              "does not fit: this machine's RAM refused a buffer of 23040.00 MiB");
}
#endif

}  // namespace
}  // namespace tare
