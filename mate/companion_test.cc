#include "mate/companion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "mate/chat_terminal.h"
#include "mate/gui_backend.h"
#include "port/fake/scripted_engine.h"

namespace mate {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CompanionTest : public testing::Test {
 protected:
  CompanionTest() {
    std::string folder = std::filesystem::temp_directory_path() / "companion_XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    open();
  }
  ~CompanionTest() override { std::filesystem::remove_all(folder_); }

  // A session: what was said before is taken up from the file.
  void open() {
    companion_.reset();
    auto memory = ConversationMemory::open(folder_ / "conversation.db");
    ASSERT_TRUE(memory);
    memory_.emplace(std::move(*memory));
    companion_ = std::make_unique<Companion>(
        CompanionParts{
            .engine = engine_, .manager = manager_, .watch = watch_, .memory = &*memory_},
        ChatSettings{.system_prompt = "be kind", .max_tokens = 100}, "chat");
    ASSERT_TRUE(companion_->begin({.model_path = "m.gguf"}, true, {}));
  }

  // Runs the terminal on `input` with a pipe; what it wrote.
  std::string talk(const std::string& input, int* code = nullptr) {
    int in[2];
    EXPECT_EQ(::pipe(in), 0);
    EXPECT_EQ(::write(in[1], input.data(), input.size()), static_cast<ssize_t>(input.size()));
    ::close(in[1]);
    testing::internal::CaptureStdout();
    ChatTerminal terminal(*companion_, signals_, {});
    int got = terminal.run(in[0]);
    if (code != nullptr) *code = got;
    ::close(in[0]);
    return testing::internal::GetCapturedStdout();
  }

  std::filesystem::path folder_;
  tare::ScriptedEngine engine_;
  MemoryWatch watch_{{}, {}, {}, {}};
  ModelManager manager_{engine_, watch_, {}};
  std::optional<ConversationMemory> memory_;
  std::unique_ptr<Companion> companion_;
  TerminalSignals signals_;
};

TEST_F(CompanionTest, AReplyIsFeltAndSaved) {
  engine_.replies = {"I am so happy, this is wonderful!"};
  auto answer = companion_->say("hi", {});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->emotion, "joy");
  auto history = companion_->history(10);
  ASSERT_EQ(history->size(), 1U);
  EXPECT_EQ(history->front().user_input, "hi");
  EXPECT_EQ(history->front().bot_response, "I am so happy, this is wonderful!");
  EXPECT_EQ(history->front().emotion, "joy");
  EXPECT_EQ(history->front().source, "chat");
}

TEST_F(CompanionTest, TheNextSessionTakesTheConversationUp) {
  engine_.replies = {"hello"};
  ASSERT_TRUE(companion_->say("hi", {}));
  open();
  auto answer = companion_->say("again", {});
  EXPECT_EQ(answer->exchanges, 1U);
  EXPECT_THAT(engine_.text_of(engine_.prompts.back()), HasSubstr("<|user|>hi<|end|>"));
}

TEST_F(CompanionTest, ResetForgetsThePromptAndKeepsTheFile) {
  ASSERT_TRUE(companion_->say("hi", {}));
  companion_->reset();
  EXPECT_EQ(companion_->say("again", {})->exchanges, 0U);
  EXPECT_EQ(companion_->history(10)->size(), 2U);
}

TEST_F(CompanionTest, ThePipedTerminalWritesRepliesOnly) {
  engine_.replies = {"one", "two"};
  int code = -1;
  EXPECT_EQ(talk("a\n\nb", &code), "one\ntwo\n");
  EXPECT_EQ(code, 0);
}

TEST_F(CompanionTest, ATerminalNeverObeysTheModel) {
  engine_.replies = {"a\x1b[2Jb\tc\nd\a"};
  EXPECT_EQ(talk("x\n"), "a[2Jb\tc\nd\n");
}

TEST_F(CompanionTest, CommandsOfTheTerminal) {
  engine_.replies = {"fine"};
  auto out = talk("how are you\n/history\n/memory\n/reset\n/help\n/quit\nnever\n");
  EXPECT_THAT(out, AllOf(HasSubstr("> how are you\nfine [neutral]"),
                         HasSubstr("model on CPU: weights 94.00 MiB, KV cache 45.00 MiB"),
                         HasSubstr("begins anew"), HasSubstr("/history")));
  EXPECT_EQ(companion_->history(10)->size(), 1U);
}

TEST_F(CompanionTest, ASignalEndsThePipedTerminal) {
  engine_.before_token = [this](std::size_t) {
    signals_.stop = 15;
    companion_->cancel();
  };
  engine_.replies = {"long"};
  int code = -1;
  EXPECT_EQ(talk("a\nb\n", &code), "l\n");
  EXPECT_EQ(code, 128 + 15);
  EXPECT_EQ(companion_->history(10)->size(), 1U);  // what was said is kept
}

TEST_F(CompanionTest, AnInterruptEndsThePipedTerminal) {
  engine_.before_token = [this](std::size_t) {
    signals_.interrupts = 1;
    companion_->cancel();
  };
  int code = -1;
  talk("a\nb\n", &code);
  EXPECT_EQ(code, 130);
}

TEST_F(CompanionTest, ALineWithoutEndIsReadToItsLimit) {
  int in[2];
  ASSERT_EQ(::pipe(in), 0);
  ASSERT_EQ(::write(in[1], "one\ntwo", 7), 7);
  ::close(in[1]);
  TerminalSignals signals;
  LineReader reader(in[0], signals);
  std::string line;
  EXPECT_EQ(reader.next(line), LineReader::Got::line);
  EXPECT_EQ(line, "one");
  EXPECT_EQ(reader.next(line), LineReader::Got::line);
  EXPECT_EQ(line, "two");
  EXPECT_EQ(reader.next(line), LineReader::Got::end);
  ::close(in[0]);
}

// Waits for the one on_done of a send.
class Done {
 public:
  void operator()(const ChatOutcome& outcome) {
    std::lock_guard lock(mutex_);
    outcomes_.push_back(outcome);
    came_.notify_all();
  }
  std::vector<ChatOutcome> wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return outcomes_.size() >= count; });
    return outcomes_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<ChatOutcome> outcomes_;
};

TEST_F(CompanionTest, TheWindowGetsPiecesThenOneOutcome) {
  engine_.replies = {"hello"};
  Done done;
  std::string pieces;
  GuiBackend backend(*companion_, "a model", {});
  backend.send("hi", [&](std::string_view piece) { pieces += piece; }, std::ref(done));
  auto outcomes = done.wait(1);
  EXPECT_EQ(outcomes[0].reply, "hello");
  EXPECT_EQ(outcomes[0].error, "");
  EXPECT_EQ(pieces, "hello");
  EXPECT_EQ(backend.history().size(), 1U);
  EXPECT_EQ(backend.model_line(), "a model");
  EXPECT_THAT(backend.memory_report(), HasSubstr("RAM of the process"));
  EXPECT_THAT(backend.memory_line(), HasSubstr("RAM "));
}

TEST_F(CompanionTest, ASecondSendIsRefusedAndTheFirstCanBeCancelled) {
  Done first;
  Done second;
  std::mutex gate;
  gate.lock();
  engine_.replies = {"a long reply"};
  engine_.before_token = [&](std::size_t index) {
    if (index == 1) std::lock_guard wait(gate);
  };
  GuiBackend backend(*companion_, "", {});
  backend.send("one", [](std::string_view) {}, std::ref(first));
  backend.send("two", [](std::string_view) {}, std::ref(second));
  EXPECT_THAT(second.wait(1)[0].error, HasSubstr("A reply is being written"));
  while (engine_.asked < 2) std::this_thread::yield();  // the warm-up's and the first
  backend.cancel();
  gate.unlock();
  EXPECT_TRUE(first.wait(1)[0].cancelled);
}

TEST_F(CompanionTest, TheBackendEndsWhileAReplyIsWritten) {
  Done done;
  engine_.replies = {std::string(90, 'x')};
  GuiBackend backend(*companion_, "", {});
  backend.send("one", [](std::string_view) {}, std::ref(done));
}

TEST(MemoryReportTest, SaysWhyAReadingIsMissing) {
  Holdings holdings;
  holdings.process.rss = tare::Missing{tare::Why::not_permitted, ""};
  holdings.process.own = tare::mib(12);
  holdings.cards.none = tare::Missing{tare::Why::no_device, "no NVIDIA driver"};
  auto text = memory_report(holdings);
  EXPECT_THAT(text, AllOf(HasSubstr("RAM of the process not permitted"), HasSubstr("own 12.00 MiB"),
                          HasSubstr("no model is loaded"), HasSubstr("no card: no NVIDIA driver")));
  EXPECT_EQ(memory_line(holdings), "RAM not permitted, own 12.00 MiB");
}

TEST(MemoryReportTest, TellsCardsAndThreads) {
  Holdings holdings;
  holdings.cards.list = {{.id = "0",
                          .name = "a card",
                          .total = tare::gib(6),
                          .used = tare::mib(700),
                          .process = tare::mib(5)}};
  holdings.threads = ThreadUse{.now = 1, .most = 2, .others = 1.96};
  auto text = memory_report(holdings);
  EXPECT_THAT(text, HasSubstr("card a card: 700.00 MiB of 6144.00 MiB in use, 5.00 MiB by this"));
  EXPECT_THAT(text, HasSubstr("threads 1 of 2 (other programs keep 2.0 cores busy)"));
  EXPECT_THAT(memory_line(holdings), HasSubstr("VRAM 700.00 MiB"));
}

}  // namespace
}  // namespace mate
