// Starting, stopping and losing the program, and being lost ourselves.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fstream>

#include "tests/marks/listener.h"

namespace tare {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

const End kFine{End::How::exited, 0};

// A recorder in a process of its own, so that it can be killed; what its program prints comes out
// of read_all().
class OtherRecorder {
 public:
  OtherRecorder(const StartRequest& request, bool answers) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    output_.reset(ends[0]);
    UniqueFd program_output(ends[1]);
    std::array<int, 2> ready{};
    EXPECT_EQ(::pipe2(ready.data(), O_CLOEXEC), 0);
    UniqueFd reading(ready[0]);
    UniqueFd writing(ready[1]);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(program_output.get(), 1);
      record(request, answers, writing.get());
      ::_exit(0);
    }
    writing.reset();
    char byte = 0;
    EXPECT_EQ(::read(reading.get(), &byte, 1), 1);  // its program has made a step
  }
  ~OtherRecorder() { kill_and_wait(SIGKILL); }

  int kill_and_wait(int signal) {
    int status = 0;
    if (pid_ > 0) {
      ::kill(pid_, signal);
      ::waitpid(pid_, &status, 0);
    }
    pid_ = -1;
    return status;
  }
  // Until nobody holds the other end any more.
  std::string read_all() const {
    std::string text;
    for (char c = 0; ::read(output_.get(), &c, 1) == 1;) text += c;
    return text;
  }

 private:
  static void record(const StartRequest& request, bool answers, int ready) {
    auto program = LinuxProgram::start(request);
    if (!program) ::_exit(3);
    for (;;) {
      auto event = (*program)->next(Clock::now() + 1s);
      if (auto* mark = std::get_if<Mark>(&event); mark && is_answered(mark->what)) {
        if (answers) (*program)->answer(mark->caller);
        if (::write(ready, "x", 1) != 1) return;
      }
      if (std::holds_alternative<Interrupted>(event)) (*program)->stop(5s);
      if (std::holds_alternative<Ended>(event)) return;
    }
  }

  pid_t pid_ = -1;
  UniqueFd output_;
};

TEST_F(MarksTest, AMissingProgramIsBadInput) {
  for (const std::string name : {"no-such-program-anywhere", "/no/such/program"}) {
    auto program = LinuxProgram::start({.argv = {name}});
    ASSERT_FALSE(program);
    EXPECT_EQ(program.error().text, "Cannot start " + name + ": No such file or directory.");
    EXPECT_EQ(program.error().kind, ErrorKind::bad_input);
  }
  EXPECT_FALSE(LinuxProgram::start({}));
  EXPECT_FALSE(LinuxProgram::start({.argv = {""}}));
}

TEST_F(MarksTest, AFileThatIsNotExecutableIsRefused) {
  auto path = runtime_ + "/data";
  std::ofstream(path) << "no program\n";
  auto program = LinuxProgram::start({.argv = {path}});
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().text, "Cannot start " + path + ": Permission denied.");
  EXPECT_EQ(program.error().kind, ErrorKind::refused);
  std::filesystem::remove(path);
}

TEST_F(MarksTest, AMissingFolderIsNamed) {
  auto request = speaker({"marks_speaker_c", "print"});
  request.folder = "/no/such/folder";
  auto program = LinuxProgram::start(request);
  ASSERT_FALSE(program);
  EXPECT_THAT(program.error().text, HasSubstr("its folder /no/such/folder: No such file"));
}

TEST_F(MarksTest, TheSocketIsPrivate) {
  auto program = start(speaker({"marks_speaker_c", "sleeps"}));
  struct stat facts{};
  ASSERT_EQ(::stat(program->folder().path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0700u);
  ASSERT_EQ(::stat(program->folder().socket_path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);
  program->stop(5s);
  hear_all(*program);
}

TEST_F(MarksTest, ALongRuntimeFolderIsNotUsed) {
  auto deep = runtime_ + '/' + std::string(100, 'd');
  std::filesystem::create_directory(deep);
  ::setenv("XDG_RUNTIME_DIR", deep.c_str(), 1);
  {
    auto program = start(speaker({"marks_strict_c99"}));
    EXPECT_TRUE(program->folder().path().starts_with("/tmp/tare-"));
    EXPECT_EQ(hear_all(*program).marks.size(), 8u);
  }
  std::filesystem::remove(deep);
}

TEST_F(MarksTest, StandardOutputGoesWhereItShall) {
  auto out = runtime_ + "/out";
  UniqueFd kept(::dup(1));
  UniqueFd file(::open(out.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ::dup2(file.get(), 1);
  auto quiet = speaker({"marks_speaker_c", "print"});
  quiet.standard_output = StandardOutput::none;
  hear_all(*start(quiet));
  auto size_when_quiet = std::filesystem::file_size(out);
  hear_all(*start(speaker({"marks_speaker_c", "print"})));
  ::dup2(kept.get(), 1);
  EXPECT_EQ(size_when_quiet, 0u);
  EXPECT_EQ(std::filesystem::file_size(out), 5u);
  std::filesystem::remove(out);
}

TEST_F(MarksTest, TheProgramGetsItsSignalsFresh) {
  auto before = ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(run({"marks_speaker_c", "signals"}).end, kFine);
  ::signal(SIGPIPE, before);
}

TEST_F(MarksTest, ASignalToUsIsAnEvent) {
  auto program = start(speaker({"marks_speaker_c", "sleeps"}));
  ASSERT_TRUE(wait_for_step(*program));
  ::kill(::getpid(), SIGTERM);
  ::kill(::getpid(), SIGINT);
  Heard heard;
  for (int i = 0; i < 2; ++i) hear(*program, program->next(Clock::now() + 10s), heard);
  EXPECT_THAT(heard.interrupted, testing::UnorderedElementsAre(SIGTERM, SIGINT));
  program->stop(10s);
  EXPECT_EQ(hear_all(*program).end, (End{End::How::signalled, SIGTERM}));
}

TEST_F(MarksTest, ADeafProgramIsKilledAfterTheGrace) {
  auto program = start(speaker({"marks_speaker_c", "stubborn"}));
  ASSERT_TRUE(wait_for_step(*program));
  auto before = Clock::now();
  program->stop(200ms);
  EXPECT_EQ(hear_all(*program).end, (End{End::How::signalled, SIGKILL}));
  EXPECT_GE(Clock::now() - before, 200ms);
}

TEST_F(MarksTest, OrphansOfAStoppedProgramAreEnded) {
  pid_t orphan = 0;
  {
    auto program = start(speaker({"marks_speaker_c", "orphan"}));
    Heard heard;
    while (heard.marks.size() < 2 && !heard.end)
      hear(*program, program->next(Clock::now() + 30s), heard);
    ASSERT_THAT(heard.marks, testing::Contains("note|orphan|began"));
    orphan = heard.marks[0] == "note|orphan|began" ? heard.callers[0] : heard.callers[1];
    EXPECT_EQ(::kill(orphan, 0), 0);
    program->stop(5s);
    hear_all(*program);
  }
  EXPECT_EQ(::kill(orphan, 0), -1);
}

TEST_F(MarksTest, AProgramGoesOnWhenItsRecorderIsKilled) {
  OtherRecorder recorder(speaker({"marks_speaker_c", "timed"}), false);
  recorder.kill_and_wait(SIGKILL);
  auto waited = recorder.read_all();  // it lived, and printed how long its step took
  ASSERT_FALSE(waited.empty());
  EXPECT_LT(std::stoi(waited), 5000);
  // The killed recorder could not tidy up; the next one does.
  EXPECT_EQ(sockets().size(), 1u);
  run({"marks_strict_c99"});
}

TEST_F(MarksTest, AProgramOfOursDiesWithItsRecorder) {
  auto request = speaker({"marks_speaker_c", "sleeps"});
  request.die_with_us = true;
  OtherRecorder recorder(request, true);
  auto before = Clock::now();
  recorder.kill_and_wait(SIGKILL);
  EXPECT_EQ(recorder.read_all(), "");
  EXPECT_LT(Clock::now() - before, 30s);
  run({"marks_strict_c99"});
}

TEST_F(MarksTest, AnInterruptedRecorderLeavesNothing) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    OtherRecorder recorder(speaker({"marks_speaker_c", "sleeps"}), true);
    EXPECT_EQ(sockets().size(), 1u);
    EXPECT_EQ(recorder.kill_and_wait(signal), 0);
    EXPECT_THAT(sockets(), IsEmpty());
    EXPECT_EQ(recorder.read_all(), "");  // its program ended too
  }
}

TEST_F(MarksTest, AFolderOfALivingRecorderIsNotSwept) {
  auto one = start(speaker({"marks_speaker_c", "sleeps"}));
  ASSERT_TRUE(wait_for_step(*one));
  auto two = MarksFolder::make();
  ASSERT_TRUE(two);
  EXPECT_EQ(sockets().size(), 2u);
  one->stop(5s);
  EXPECT_EQ(hear_all(*one).end, (End{End::How::signalled, SIGTERM}));
}

}  // namespace
}  // namespace tare
