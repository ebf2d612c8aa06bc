// A model on a stand-in card: its use is what llama.cpp says it placed there.
#include "linux/stand_in_card.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>

#include "tests/engine/model.h"

namespace tare {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::unique_ptr<StandInCard> card_of(Bytes size) {
  return must(StandInCard::start(size, program("tare-stand-in-card")));
}

std::uint64_t used(StandInCard& card) { return (*card.read(0).list.at(0).used).value; }

LoadRequest all_layers() {
  auto request = small_load();
  request.gpu_layers = -1;
  return request;
}

TEST(StandInCard, HoldsWhatTheEngineSaysItPlaced) {
  auto card = card_of(gib(6));
  LlamaEngine engine({.remotes = {{card->endpoint(), "Stand-in card"}}});
  ASSERT_TRUE(engine.start());
  auto before = used(*card);
  EXPECT_EQ(before, 0u);
  auto devices = engine.devices();
  EXPECT_TRUE(devices.at(0).gpu);
  EXPECT_EQ(devices.at(0).description, "Stand-in card");
  EXPECT_EQ(devices.at(0).total.value, gib(6).value);
  EXPECT_EQ(devices.at(0).free.value, gib(6).value);

  auto facts = must(engine.load(all_layers(), {}));
  EXPECT_EQ(facts.gpu_layers, 31);
  auto memory = engine.memory().at(0);
  EXPECT_TRUE(memory.gpu);
  EXPECT_EQ(memory.device, devices.at(0).name);
  EXPECT_GT(memory.total().value, mib(80).value);
  auto placed = static_cast<double>(memory.total().value);
  EXPECT_NEAR(static_cast<double>(used(*card)), placed, placed / 100);

  auto prompt = must(engine.tokenize("The capital of France is", true));
  auto reply =
      must(engine.generate({.prompt = prompt, .max_tokens = 8, .sampling = {.temperature = 0}}));
  EXPECT_THAT(reply.text, HasSubstr("Paris"));
  EXPECT_NEAR(static_cast<double>(used(*card)), placed, placed / 100);
  EXPECT_GE(card->peak().value, used(*card));

  engine.unload();
  EXPECT_LE(used(*card), before + mib(1).value);
  // And again: the server takes the next client.
  EXPECT_EQ(must(engine.load(all_layers(), {})).gpu_layers, 31);
}

TEST(StandInCard, TakesSomeLayersOnly) {
  auto card = card_of(gib(1));
  LlamaEngine engine({.remotes = {{card->endpoint(), ""}}});
  auto request = small_load();
  request.gpu_layers = 10;
  EXPECT_EQ(must(engine.load(request, {})).gpu_layers, 10);
  auto some = used(*card);
  EXPECT_GT(some, 0u);
  must(engine.load(all_layers(), {}));
  EXPECT_GT(used(*card), some * 3 / 2);
}

TEST(StandInCard, NoLayersTouchNoCard) {
  auto card = card_of(gib(1));
  LlamaEngine engine({.remotes = {{card->endpoint(), ""}}});
  EXPECT_EQ(must(engine.load(small_load(), {})).gpu_layers, 0);
  EXPECT_EQ(used(*card), 0u);
}

TEST(StandInCard, TooSmallRefusesInASentenceAndTheCpuStillWorks) {
  auto card = card_of(mib(64));
  LlamaEngine engine({.remotes = {{card->endpoint(), "Stand-in card"}}});
  auto failed = engine.load(all_layers(), {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::refused);
  EXPECT_THAT(failed.error().text, AllOf(HasSubstr("does not fit"), HasSubstr("Stand-in card"),
                                         HasSubstr("64.00 of its 64.00 MiB were free")));
  EXPECT_TRUE(engine.memory().empty());
  EXPECT_EQ(used(*card), 0u);
  auto prompt_of = [&] { return must(engine.tokenize("Hello", true)); };
  EXPECT_EQ(must(engine.load(small_load(), {})).gpu_layers, 0);
  auto prompt = prompt_of();
  EXPECT_EQ(
      must(engine.generate({.prompt = prompt, .max_tokens = 3, .ignore_end = true})).tokens.size(),
      3u);
}

TEST(StandInCard, TooSmallForTheKvCacheSaysSo) {
  auto card = card_of(mib(128));
  LlamaEngine engine({.remotes = {{card->endpoint(), "Stand-in card"}}});
  auto request = all_layers();
  request.ctx = 4096;  // 90 MiB on top of 88
  auto failed = engine.load(request, {});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().text,
              AllOf(HasSubstr("does not fit"), HasSubstr("128.00 MiB were free")));
  EXPECT_EQ(used(*card), 0u);
}

TEST(StandInCard, EngineRefusesWhatIsNoCard) {
  LlamaEngine nobody({.remotes = {{"127.0.0.1:1", ""}}});
  auto failed = nobody.start();
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().text, HasSubstr("no card's server answers at 127.0.0.1:1"));
  LlamaEngine nonsense({.remotes = {{"somewhere", ""}}});
  EXPECT_THAT(nonsense.start().error().text, HasSubstr("HOST:PORT"));
}

TEST(StandInCardDeathTest, EndOfTheCardEndsTheProgramWithOneSentence) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        auto card = card_of(gib(1));
        LlamaEngine engine({.remotes = {{card->endpoint(), ""}}});
        must(engine.load(all_layers(), {}));
        auto prompt = must(engine.tokenize("Hello", true));
        int pieces = 0;
        auto reply = engine.generate({.prompt = prompt,
                                      .max_tokens = 50,
                                      .ignore_end = true,
                                      .on_text = [&](std::string_view) {
                                        if (++pieces == 3) ::kill(card->pid(), SIGKILL);
                                        return true;
                                      }});
        ::_exit(42);  // llama.cpp does not let us come here
      },
      ::testing::ExitedWithCode(3), "^error: llama.cpp gave up and cannot go on: the server .*\n$");
}

}  // namespace
}  // namespace tare
