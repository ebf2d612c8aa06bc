// desktop-mate chat with the real model and a pipe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "mate/conversation_memory.h"
#include "tests/mate/program.h"

namespace mate::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ChatTest : public testing::Test {
 protected:
  std::vector<std::string> arguments(int reply_tokens = 4) const {
    return {"chat",
            "--model",
            model_path(),
            "--threads",
            "1",
            "--ctx",
            "512",
            "--data",
            home_ / "data",
            "--reply-tokens",
            std::to_string(reply_tokens),
            "--gpu-profile",
            "cpu_fallback"};
  }
  std::vector<SavedExchange> saved() const {
    auto memory = ConversationMemory::open(home_ / "data/conversation.db");
    EXPECT_TRUE(memory);
    return *memory->history("default", 1000);
  }
  Folder home_;
};

TEST_F(ChatTest, APipeGetsRepliesOnly) {
  auto finished = run(home_, arguments(), "Bonjour !\n");
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(finished.out, AllOf(Not(HasSubstr(">")), Not(HasSubstr("\x1b")),
                                  Not(HasSubstr("tokens/s")), testing::EndsWith("\n")));
  EXPECT_EQ(finished.err, "");
  ASSERT_EQ(saved().size(), 1U);
  EXPECT_EQ(saved()[0].user_input, "Bonjour !");
  EXPECT_EQ(saved()[0].bot_response + "\n", finished.out);
  EXPECT_EQ(saved()[0].source, "chat");
}

TEST_F(ChatTest, CommandsAnswerWithoutTheModel) {
  auto finished = run(home_, arguments(), "/memory\n/help\n/dance\n/quit\nnever said\n");
  EXPECT_EQ(finished.code, 0);
  EXPECT_THAT(finished.out,
              AllOf(HasSubstr("RAM of the process"), HasSubstr("model on CPU: weights 92.10 MiB"),
                    HasSubstr("threads 1 (as asked)"), HasSubstr("Ctrl-C")));
  EXPECT_THAT(finished.err, HasSubstr("There is no command /dance"));
  EXPECT_TRUE(saved().empty());
}

TEST_F(ChatTest, AMessageTooLongIsASentenceAndTheChatGoesOn) {
  auto finished = run(home_, arguments(), std::string(20000, 'a') + "\nhello\n");
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.err, HasSubstr("make it shorter"));
  EXPECT_EQ(saved().size(), 1U);
}

// Shows 5 of the first screenplay, smaller: nothing acknowledged is lost, nothing else is there.
TEST_F(ChatTest, AfterSigkillExactlyTheAcknowledgedExchangesAreThere) {
  std::string input;
  for (int i = 1; i <= 30; ++i) input += "Message " + std::to_string(i) + "\n";
  {
    Running program(home_, arguments(1), {});
    program.write(input);
    // A reply of one token may be a newline itself: count what is saved, not what is seen.
    std::string seen = program.read_lines(20);
    program.signal(SIGKILL);
    auto finished = program.finish();
    EXPECT_EQ(finished.code, 128 + SIGKILL);
    auto kept = saved();
    std::string acknowledged;
    for (const auto& exchange : kept) acknowledged += exchange.bot_response + "\n";
    // Every acknowledged reply is saved; the one that was being written when the kill came may
    // have been saved without its acknowledgement getting out.
    auto out = seen + finished.out;
    EXPECT_TRUE(acknowledged.starts_with(out.substr(0, out.rfind('\n') + 1)));
    EXPECT_GE(kept.size(), 10U);
    EXPECT_LE(kept.size(), 29U);
  }
  auto before = saved();
  auto finished = run(home_, arguments(1), "/history\nhello again\n");
  EXPECT_EQ(finished.code, 0);
  EXPECT_THAT(finished.out, HasSubstr("> " + before.back().user_input));
  auto after = saved();
  ASSERT_EQ(after.size(), before.size() + 1);
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
}

// A reply is streamed: its first line is there long before its end.
TEST_F(ChatTest, SigtermDuringAReplyEndsCleanlyAndKeepsWhatWasSaid) {
  Running program(home_, arguments(200));
  program.write("Tell me a long story\n");
  program.read_lines(1);
  program.signal(SIGTERM);
  auto finished = program.finish();
  EXPECT_EQ(finished.code, 128 + SIGTERM) << finished.err;
  EXPECT_EQ(saved().size(), 1U);
}

TEST_F(ChatTest, SigintAtThePromptOfAPipeEndsIt) {
  Running program(home_, arguments(1));
  program.write("hello\n");
  program.read_lines(1);
  program.signal(SIGINT);
  EXPECT_EQ(program.finish().code, 130);
}

}  // namespace
}  // namespace mate::test
