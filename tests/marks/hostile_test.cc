// Peers that are no programs of ours: garbage, silence, crowds.
#include <dirent.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "tests/marks/listener.h"

namespace tare {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

UniqueFd connect_to(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path.c_str());
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

class HostileTest : public MarksTest {
 protected:
  HostileTest() : program_(start(speaker({"marks_speaker_c", "sleeps"}))) {
    EXPECT_TRUE(wait_for_step(*program_));
  }
  ~HostileTest() override {
    program_->stop(5s);
    hear_all(*program_);
  }
  UniqueFd peer() const { return connect_to(program_->folder().socket_path()); }
  static void say(const UniqueFd& peer, std::string_view text) {
    EXPECT_EQ(::send(peer.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  Event next() { return program_->next(Clock::now() + 10s); }
  std::string next_bad() {
    auto event = next();
    auto* bad = std::get_if<BadMark>(&event);
    return bad ? bad->why : "no bad mark";
  }

  std::unique_ptr<LinuxProgram> program_;
};

TEST_F(HostileTest, GarbageIsDroppedAndItsSenderLetGo) {
  using namespace std::string_literals;
  for (const auto& garbage :
       {"hello"s, "GET / HTTP/1.1\r\n"s, "\x00\x01\x02\xFF"s, "tare/9\0step\0a"s}) {
    auto sender = peer();
    say(sender, garbage);
    EXPECT_THAT(next_bad(), HasSubstr("no mark of version 1"));
    char byte = 0;
    EXPECT_EQ(::recv(sender.get(), &byte, 1, 0), 0);  // end of file: go on
  }
}

TEST_F(HostileTest, AMessageThatIsTooLongIsDropped) {
  auto sender = peer();
  say(sender, "tare/1" + std::string(100'000, 'x'));
  EXPECT_THAT(next_bad(), HasSubstr("more than 16384 bytes"));
}

TEST_F(HostileTest, AnEmptyMessageAndAClosedPeerAreNothing) {
  peer().reset();
  auto sender = peer();
  EXPECT_EQ(::send(sender.get(), "", 0, MSG_NOSIGNAL), 0);
  EXPECT_TRUE(std::holds_alternative<Nothing>(program_->next(Clock::now() + 100ms)));
}

TEST_F(HostileTest, SilentPeersBlockNobodyAndAreDropped) {
  std::vector<UniqueFd> silent;
  silent.reserve(5);
  for (int i = 0; i < 5; ++i) silent.push_back(peer());
  auto speaking = peer();
  say(speaking, format_mark(Note{"k", "v"}));
  auto event = next();
  EXPECT_TRUE(std::holds_alternative<Mark>(event));
  for (int i = 0; i < 5; ++i) EXPECT_THAT(next_bad(), HasSubstr("said nothing for 2 s"));
  char byte = 0;
  EXPECT_EQ(::recv(silent[0].get(), &byte, 1, 0), 0);
}

TEST_F(HostileTest, ACrowdOfSilentPeersIsBounded) {
  std::vector<UniqueFd> silent;
  silent.reserve(MarksSocket::kMostSilent + 3);
  for (std::size_t i = 0; i < MarksSocket::kMostSilent + 3; ++i) silent.push_back(peer());
  for (int i = 0; i < 3; ++i) EXPECT_THAT(next_bad(), HasSubstr("more than 256 peers"));
}

TEST_F(HostileTest, ACallerThatHungUpIsLate) {
  auto caller = peer();
  say(caller, format_mark(StepMark{"x", false}));
  auto event = next();
  auto* mark = std::get_if<Mark>(&event);
  ASSERT_NE(mark, nullptr);
  EXPECT_FALSE(program_->gave_up(mark->caller));
  caller.reset();
  EXPECT_TRUE(program_->gave_up(mark->caller));
  EXPECT_FALSE(program_->answer(mark->caller));
}

TEST_F(HostileTest, WhatComesAfterTheMessageIsIgnored) {
  auto caller = peer();
  say(caller, format_mark(StepMark{"x", false}));
  say(caller, "and a line meant for standard output\n");
  auto event = next();
  ASSERT_TRUE(std::holds_alternative<Mark>(event));
  EXPECT_TRUE(std::holds_alternative<Nothing>(program_->next(Clock::now() + 50ms)));
  EXPECT_TRUE(program_->answer(std::get<Mark>(event).caller));
}

TEST_F(MarksTest, WithoutDescriptorsMarksAreDroppedAndTheProgramEnds) {
  auto program = start(speaker({"marks_speaker_c", "crowd", "100"}));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  int highest = ::dup(0);
  ::close(highest);
  rlimit few{static_cast<rlim_t>(highest + 20), before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  auto heard = hear_all(*program);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(heard.end, (End{End::How::exited, 0}));
  EXPECT_THAT(heard.bad, testing::Contains(HasSubstr("no file descriptor is left")));
}

}  // namespace
}  // namespace tare
