// What programs say arrives, whatever they do around it.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "tests/marks/listener.h"

namespace tare {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const End kFine{End::How::exited, 0};

TEST_F(MarksTest, EveryMarkOfStrictC99Arrives) {
  auto heard = run({"marks_strict_c99"});
  EXPECT_THAT(heard.marks,
              ElementsAre("note|scenario|all", "step|1 baseline", "memory|KV cache|CUDA0|-|4096",
                          "begin|load", "part|library", "end|load", "turn|7|12|32", "step|2 end"));
  EXPECT_THAT(heard.bad, ElementsAre(testing::HasSubstr("key is empty")));
  EXPECT_EQ(heard.end, kFine);
}

TEST_F(MarksTest, EveryMarkOfCppArrives) {
  auto heard = run({"marks_speaker_cpp", "all"});
  EXPECT_THAT(heard.marks,
              ElementsAre("note|scenario|all", "step|1 baseline", "memory|KV cache|CUDA0|-|4096",
                          "begin|load", "part|library", "end|load", "turn|7|12|32", "step|2 end",
                          "note|nul|a", "step|3"));
  EXPECT_EQ(heard.end, kFine);
}

TEST_F(MarksTest, WithoutTareEveryCallIsNothing) {
  ::unsetenv("TARE_SOCKET");
  EXPECT_EQ(std::system(program_path("marks_strict_c99").c_str()), 0);
}

TEST_F(MarksTest, ASocketThatIsNotThereIsNothing) {
  ::setenv("TARE_SOCKET", (runtime_ + "/none").c_str(), 1);
  EXPECT_EQ(std::system(program_path("marks_strict_c99").c_str()), 0);
  ::setenv("TARE_SOCKET", std::string(5000, 'x').c_str(), 1);
  EXPECT_EQ(std::system(program_path("marks_strict_c99").c_str()), 0);
  ::unsetenv("TARE_SOCKET");
}

TEST_F(MarksTest, SixtyFourThreadsLoseAndMixNothing) {
  auto heard = run({"marks_speaker_cpp", "threads", "64", "20"});
  EXPECT_EQ(heard.end, kFine);
  EXPECT_THAT(heard.bad, IsEmpty());
  ASSERT_EQ(heard.marks.size(), 2u * 64 * 20);
  // Of each thread: note before step, rounds in order.
  std::map<std::string, std::vector<std::string>> by_thread;
  for (const auto& mark : heard.marks) {
    auto name = mark.substr(mark.rfind('|') + 1);
    by_thread[name.substr(0, name.find('/'))].push_back(mark);
  }
  ASSERT_EQ(by_thread.size(), 64u);
  for (const auto& [thread, marks] : by_thread)
    for (int round = 0; round < 20; ++round) {
      auto name = thread + '/' + std::to_string(round);
      EXPECT_EQ(marks[static_cast<std::size_t>(2 * round)], "note|before|" + name);
      EXPECT_EQ(marks[static_cast<std::size_t>(2 * round + 1)], "step|" + name);
    }
}

TEST_F(MarksTest, SixtyFourCallersWaitAtOnce) {
  auto program = start(speaker({"marks_speaker_cpp", "threads", "64", "1"}));
  std::vector<Caller> waiting;
  auto deadline = Clock::now() + std::chrono::seconds(30);
  while (waiting.size() < 64 && Clock::now() < deadline) {
    auto event = program->next(deadline);
    if (auto* mark = std::get_if<Mark>(&event); mark && is_answered(mark->what))
      waiting.push_back(mark->caller);
  }
  ASSERT_EQ(waiting.size(), 64u);
  std::ranges::reverse(waiting);
  for (const auto& caller : waiting) {
    EXPECT_FALSE(program->gave_up(caller));
    EXPECT_TRUE(program->answer(caller));
    EXPECT_FALSE(program->answer(caller)) << "an answer is valid once";
  }
  EXPECT_EQ(hear_all(*program).end, kFine);
}

TEST_F(MarksTest, FromASignalHandler) {
  auto heard = run({"marks_speaker_c", "handler"});
  EXPECT_EQ(heard.end, kFine);
  EXPECT_EQ(std::ranges::count(heard.marks, "turn|1|2|3"), 50);
  EXPECT_EQ(std::ranges::count(heard.marks, "note|from|handler"), 50);
  EXPECT_GE(std::ranges::count(heard.marks, "step|beside the handler"), 200);
}

TEST_F(MarksTest, AfterForkWithoutExec) {
  auto heard = run({"marks_speaker_c", "fork"});
  EXPECT_EQ(heard.end, kFine);
  EXPECT_THAT(heard.marks, ElementsAre("step|before fork", "step|in the child", "step|after fork"));
  ASSERT_EQ(heard.callers.size(), 3u);
  EXPECT_EQ(heard.callers[0], heard.callers[2]);
  EXPECT_NE(heard.callers[0], heard.callers[1]);
}

TEST_F(MarksTest, AfterAllDescriptorsWereClosed) {
  auto heard = run({"marks_speaker_c", "closed"});
  EXPECT_EQ(heard.end, kFine);
  EXPECT_THAT(heard.marks, ElementsAre("step|all closed"));
}

TEST_F(MarksTest, ErrnoIsKept) { EXPECT_EQ(run({"marks_speaker_c", "errno"}).end, kFine); }

TEST_F(MarksTest, AMebibyteOfTextIsCutAtACharactersEdge) {
  auto heard = run({"marks_speaker_c", "long"});
  EXPECT_EQ(heard.end, kFine);
  ASSERT_EQ(heard.marks.size(), 4u);
  EXPECT_EQ(heard.marks[0], "step|" + std::string(4096, 'x'));
  EXPECT_EQ(heard.marks[1], "note|edge|" + std::string(4094, 'x'));
  EXPECT_THAT(heard.marks[2], StartsWith("note|\uFFFD\uFFFD"));
  EXPECT_LE(heard.marks[2].size(), 5 + 4096 + 1 + 4096u);
  EXPECT_EQ(heard.marks[3], "step|after");
  EXPECT_THAT(heard.bad, IsEmpty());
}

TEST_F(MarksTest, InvalidTextBecomesHarmless) {
  auto heard = run({"marks_speaker_c", "invalid"});
  EXPECT_THAT(heard.marks, ElementsAre("step|a\uFFFD\uFFFD(\\u{1b}[31m"));
}

TEST_F(MarksTest, LastWordsBeforeADeathAreHeard) {
  auto heard = run({"marks_speaker_c", "dies"});
  EXPECT_THAT(heard.marks, ElementsAre("note|last|words", "step|1", "note|very last|words"));
  EXPECT_EQ(heard.end, (End{End::How::signalled, 9}));
}

TEST_F(MarksTest, AfterTheEndNothingComesAtOnce) {
  auto program = start(speaker({"marks_strict_c99"}));
  hear_all(*program);
  auto before = Clock::now();
  EXPECT_TRUE(std::holds_alternative<Nothing>(program->next(before + std::chrono::seconds(30))));
  EXPECT_LT(Clock::now() - before, std::chrono::seconds(10));
}

}  // namespace
}  // namespace tare
