// Loading, effective values, memory, replies.
#include "llama/engine.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "tests/engine/model.h"

namespace tare {
namespace {

using ::testing::HasSubstr;
using Stop = Generation::Stop;

class EngineWithModel : public ::testing::Test {
 protected:
  void SetUp() override { facts_ = must(engine_.load(small_load(), {})); }

  std::vector<Token> chat(std::string_view question) {
    std::vector<ChatMessage> messages{{"system", "You are Kira, a friendly companion."},
                                      {"user", std::string(question)}};
    return must(engine_.tokenize(must(engine_.apply_template(messages, true)), true));
  }
  Generation greedy(std::span<const Token> prompt, int tokens) {
    return must(engine_.generate({.prompt = prompt,
                                  .max_tokens = tokens,
                                  .sampling = {.temperature = 0},
                                  .ignore_end = true}));
  }

  LlamaEngine engine_;
  ModelFacts facts_;
};

TEST_F(EngineWithModel, TellsEffectiveValues) {
  EXPECT_EQ(facts_.file_bytes.value, std::filesystem::file_size(model_path()));
  EXPECT_EQ(facts_.architecture, "llama");
  EXPECT_THAT(facts_.description, HasSubstr("Q4_1"));
  EXPECT_EQ(facts_.blocks, 30);
  EXPECT_EQ(facts_.layers, 31);
  EXPECT_EQ(facts_.gpu_layers, 0);
  EXPECT_EQ(facts_.ctx, 512u);
  EXPECT_EQ(facts_.batch, 64u);
  EXPECT_EQ(facts_.train_ctx, 8192u);
  EXPECT_EQ(facts_.vocabulary, 49152u);
  EXPECT_NEAR(static_cast<double>(facts_.parameters), 134.5e6, 0.1e6);
  EXPECT_TRUE(facts_.can_shift);
  EXPECT_TRUE(facts_.own_template);
  EXPECT_TRUE(facts_.mapped);
  EXPECT_GT(facts_.load_time.count(), 0);
}

TEST_F(EngineWithModel, TellsMemoryByPurpose) {
  auto memory = engine_.memory();
  ASSERT_EQ(memory.size(), 1u);
  EXPECT_EQ(memory[0].device, "CPU");
  EXPECT_FALSE(memory[0].gpu);
  // 30 blocks, 3 key-value heads of 64, K and V in 16 bits, 512 positions.
  EXPECT_EQ(memory[0].kv.value, 30u * 3 * 64 * 2 * 2 * 512);
  EXPECT_EQ(memory[0].output.value, 49152u * 4);
  EXPECT_GT(memory[0].weights.value, facts_.file_bytes.value * 9 / 10);
  EXPECT_LE(memory[0].weights.value, facts_.file_bytes.value);
  EXPECT_GT(memory[0].compute.value, 0u);
}

TEST_F(EngineWithModel, SpecialTokensThatSomebodyTypesAreText) {
  constexpr Token kStart = 1;  // <|im_start|>
  constexpr Token kEnd = 2;    // <|im_end|>
  for (const char* text :
       {"<|im_end|>", "<|im_start|>system", "a<|im_end|>\n<|im_start|>user\nb"}) {
    auto typed = must(engine_.tokenize_plain(text));
    auto meant = must(engine_.tokenize(text, false));
    for (Token token : typed) EXPECT_GT(token, kEnd) << text;
    EXPECT_TRUE(std::ranges::any_of(meant, [](Token t) { return t == kStart || t == kEnd; }))
        << text;
    EXPECT_GT(typed.size(), meant.size());
  }
  EXPECT_EQ(must(engine_.tokenize_plain("plain words")),
            must(engine_.tokenize("plain words", false)));
}

TEST_F(EngineWithModel, UnloadLeavesNothing) {
  engine_.unload();
  EXPECT_TRUE(engine_.memory().empty());
  EXPECT_FALSE(engine_.tokenize("x", true));
  EXPECT_FALSE(engine_.generate({}));
  engine_.unload();
  EXPECT_TRUE(engine_.load(small_load(), {}));
}

TEST_F(EngineWithModel, AnswersInWords) {
  auto prompt = chat("What is the capital of France?");
  std::string heard;
  auto reply = must(engine_.generate({.prompt = prompt,
                                      .max_tokens = 400,
                                      .sampling = {.temperature = 0},
                                      .on_text = [&](std::string_view piece) {
                                        heard += piece;
                                        return true;
                                      }}));
  EXPECT_THAT(reply.text, HasSubstr("Paris"));
  EXPECT_EQ(reply.text, heard);
  EXPECT_EQ(reply.stop, Stop::end_of_turn);
  EXPECT_EQ(reply.prompt_tokens, prompt.size());
  EXPECT_EQ(reply.reused_tokens, 0u);
  EXPECT_GT(reply.prompt_time.count(), 0);
  EXPECT_GE(reply.first_token, reply.prompt_time);
  EXPECT_GT(reply.reply_time.count(), 0);
}

TEST_F(EngineWithModel, GivesExactlyTheTokensAskedFor) {
  auto reply = greedy(chat("Bonjour"), 50);
  EXPECT_EQ(reply.tokens.size(), 50u);
  EXPECT_EQ(reply.stop, Stop::max_tokens);
}

TEST_F(EngineWithModel, SameSeedSameReply) {
  auto prompt = chat("Tell me a story.");
  GenerateRequest request{.prompt = prompt, .max_tokens = 12, .sampling = {.seed = 7}};
  auto first = must(engine_.generate(request));
  EXPECT_EQ(must(engine_.generate(request)).text, first.text);
  request.sampling.seed = 8;
  EXPECT_NE(must(engine_.generate(request)).text, first.text);
}

TEST_F(EngineWithModel, AppendReusesAndSaysTheSame) {
  auto first = chat("What is the capital of France?");
  auto reply = greedy(first, 8);
  auto next = first;
  next.insert(next.end(), reply.tokens.begin(), reply.tokens.end());
  auto more =
      must(engine_.tokenize("<|im_end|>\n<|im_start|>user\nAnd of Italy?<|im_end|>\n", false));
  next.insert(next.end(), more.begin(), more.end());
  auto reused = greedy(next, 16);
  // The reply's last token was never decoded.
  EXPECT_EQ(reused.reused_tokens, first.size() + reply.tokens.size() - 1);
  engine_.reset();
  auto fresh = greedy(next, 16);
  EXPECT_EQ(fresh.reused_tokens, 0u);
  EXPECT_EQ(reused.tokens, fresh.tokens);
}

TEST_F(EngineWithModel, SlidingWindowReusesWhatStaysAndStillAnswers) {
  auto system = must(engine_.tokenize("<|im_start|>system\nYou are Kira.<|im_end|>\n", true));
  auto turn = [&](const std::string& question, const std::string& answer) {
    return must(engine_.tokenize("<|im_start|>user\n" + question +
                                     "<|im_end|>\n<|im_start|>assistant\n" + answer +
                                     (answer.empty() ? "" : "<|im_end|>\n"),
                                 false));
  };
  auto joined = [](std::initializer_list<std::vector<Token>> parts) {
    std::vector<Token> all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
  };
  auto one = turn("Do you like the sea in summer?", "Yes, I like the sea very much in summer.");
  auto two =
      turn("My name is Robert and I live in Berlin.", "Nice to meet you, Robert from Berlin!");
  auto ask = turn("What is the capital of France?", "");
  greedy(joined({system, one, two}), 4);
  auto slid = joined({system, two, ask});
  auto reply = greedy(slid, 12);
  EXPECT_GE(reply.reused_tokens, system.size() + two.size());
  engine_.reset();
  auto fresh = greedy(slid, 12);
  // What stays has once attended to what was dropped, so the two may part later, not at once.
  ASSERT_EQ(fresh.reused_tokens, 0u);
  EXPECT_EQ(reply.tokens.front(), fresh.tokens.front()) << reply.text << "\n" << fresh.text;
}

TEST_F(EngineWithModel, CancelStopsAndTheNextReplyIsRight) {
  auto prompt = chat("What is the capital of France?");
  int pieces = 0;
  auto cancelled =
      must(engine_.generate({.prompt = prompt,
                             .max_tokens = 40,
                             .sampling = {.temperature = 0},
                             .on_text = [&](std::string_view) { return ++pieces < 3; }}));
  EXPECT_EQ(cancelled.stop, Stop::cancelled);
  EXPECT_EQ(pieces, 3);
  auto again = greedy(prompt, 8);
  EXPECT_EQ(again.reused_tokens, prompt.size() - 1);
  engine_.reset();
  EXPECT_EQ(greedy(prompt, 8).tokens, again.tokens);
}

TEST_F(EngineWithModel, CancelIsHeardWhileAPromptIsRead) {
  std::vector<Token> prompt(300, chat("x")[0]);
  int asked = 0;
  auto cancelled = must(engine_.generate(
      {.prompt = prompt, .max_tokens = 4, .keep_going = [&] { return ++asked < 3; }}));
  EXPECT_EQ(cancelled.stop, Stop::cancelled);
  EXPECT_TRUE(cancelled.tokens.empty());
  // Two batches of 64 were read, and they are there for the next try.
  EXPECT_EQ(greedy(prompt, 1).reused_tokens, 128u);
}

TEST_F(EngineWithModel, ThreadsAreAskedForBeforeEveryDecode) {
  auto prompt = chat("Bonjour");
  int asked = 0;
  must(engine_.generate({.prompt = prompt, .max_tokens = 5, .ignore_end = true, .threads = [&] {
                           ++asked;
                           return 1;
                         }}));
  EXPECT_EQ(asked, 1 + 4);  // the prompt, then each token but the last
}

TEST_F(EngineWithModel, PromptLongerThanTheContextIsRefusedBeforeAnyWork) {
  std::vector<Token> prompt(513, 5);
  auto failed = engine_.generate({.prompt = prompt});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().text, HasSubstr("513 tokens"));
  EXPECT_THAT(failed.error().text, HasSubstr("512"));
}

TEST_F(EngineWithModel, FullContextStopsTheReply) {
  std::vector<Token> prompt(510, 5);
  auto reply = greedy(prompt, 50);
  EXPECT_EQ(reply.stop, Stop::context_full);
  EXPECT_EQ(reply.tokens.size(), 3u);  // two that fit, and one that needs no place
  EXPECT_EQ(greedy(chat("Bonjour"), 3).tokens.size(), 3u);
}

TEST_F(EngineWithModel, TokenOutsideTheVocabularyIsRefused) {
  std::vector<Token> prompt{1, 49152};
  EXPECT_FALSE(engine_.generate({.prompt = prompt}));
  prompt[1] = -1;
  EXPECT_FALSE(engine_.generate({.prompt = prompt}));
  EXPECT_FALSE(engine_.generate({}));
}

TEST(Engine, StartTwiceIsStartOnce) {
  LlamaEngine engine;
  EXPECT_TRUE(engine.start());
  EXPECT_TRUE(engine.start());
  ASSERT_FALSE(engine.devices().empty());
  EXPECT_EQ(engine.devices().back().name, "CPU");
  EXPECT_GT(engine.devices().back().total.value, 0u);
}

TEST(Engine, ProgressEndsAtOne) {
  LlamaEngine engine;
  float last = -1;
  must(engine.load(small_load(), [&](float now) {
    EXPECT_GE(now, last);
    last = now;
  }));
  EXPECT_EQ(last, 1.0F);
}

TEST(Engine, KvTypesChangeTheCache) {
  auto kv = [](const std::string& type) {
    LlamaEngine engine;
    auto request = small_load();
    request.kv_type = type;
    EXPECT_EQ(must(engine.load(request, {})).kv_type, type);
    return engine.memory().at(0).kv.value;
  };
  auto half = kv("f16");
  EXPECT_EQ(kv("f32"), 2 * half);
  EXPECT_EQ(kv("bf16"), half);
  EXPECT_EQ(kv("q8_0"), half * 34 / 64);  // 34 bytes for 32 values
  EXPECT_EQ(kv("q4_0"), half * 18 / 64);
}

TEST(Engine, LockedModelIsStillMapped) {
  LlamaEngine engine;
  auto request = small_load();
  request.mlock = true;
  EXPECT_TRUE(must(engine.load(request, {})).mapped);
}

}  // namespace
}  // namespace tare
