// A stand-in card's process: how it is read, and that it ends when it should.
#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "linux/stand_in_card.h"
#include "tests/engine/programs.h"

namespace tare {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

bool alive(pid_t pid) { return ::kill(pid, 0) == 0; }

bool reaped_within(pid_t pid, std::chrono::milliseconds patience) {
  for (auto waited = 0ms; waited < patience; waited += 5ms) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

class RunningCard : public ::testing::Test {
 protected:
  void SetUp() override {
    auto card = StandInCard::start(mib(256), program("tare-stand-in-card"));
    ASSERT_TRUE(card) << card.error().text;
    card_ = std::move(*card);
  }
  std::unique_ptr<StandInCard> card_;
};

TEST_F(RunningCard, IsReadAsACardThatSaysWhatItIs) {
  auto cards = card_->read(::getpid());
  ASSERT_EQ(cards.list.size(), 1u);
  const auto& one = cards.list[0];
  EXPECT_EQ(one.id, "stand-in:0");
  EXPECT_EQ(one.kind, CardKind::stand_in);
  EXPECT_THAT(one.name, HasSubstr("stand-in"));
  EXPECT_EQ(one.total, Reading(mib(256)));
  EXPECT_EQ(one.used, Reading(Bytes{0}));
  EXPECT_EQ(one.process, Reading(Bytes{0}));
  EXPECT_THAT(card_->endpoint(), ::testing::MatchesRegex("127\\.0\\.0\\.1:[0-9]+"));
}

TEST_F(RunningCard, TwoCardsStandSideBySide) {
  auto other = StandInCard::start(mib(64), program("tare-stand-in-card"));
  ASSERT_TRUE(other);
  EXPECT_NE((*other)->endpoint(), card_->endpoint());
}

TEST_F(RunningCard, EndsWithTheObject) {
  auto pid = card_->pid();
  ASSERT_TRUE(alive(pid));
  card_.reset();
  EXPECT_FALSE(alive(pid));
  EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1) << "a zombie was left";
}

TEST_F(RunningCard, DeadCardHasAReasonInsteadOfANumber) {
  ::kill(card_->pid(), SIGKILL);
  ASSERT_TRUE([&] {
    for (int i = 0; i < 400; ++i) {
      if (!card_->read(0).list[0].used) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }());
  auto one = card_->read(0).list.at(0);
  EXPECT_EQ(one.used.missing().why, Why::process_gone);
  EXPECT_EQ(one.process.missing().why, Why::process_gone);
  EXPECT_TRUE(one.total);
}

TEST_F(RunningCard, CtrlCForUsDoesNotReachIt) {
  EXPECT_NE(::getpgid(card_->pid()), ::getpgid(0));
  EXPECT_NE(::getsid(card_->pid()), ::getsid(0));
}

TEST(StandInCardOwner, KilledOwnerTakesTheCardAlong) {
  // The orphan becomes ours, so that its end is seen and not only its parent's.
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  pid_t owner = ::fork();
  if (owner == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // should this test end early
    auto card = StandInCard::start(mib(64), program("tare-stand-in-card"));
    pid_t pid = card ? (*card)->pid() : -1;
    [[maybe_unused]] auto written = ::write(pipe[1], &pid, sizeof pid);
    ::pause();
    ::_exit(0);
  }
  pid_t card = -1;
  bool told = ::read(pipe[0], &card, sizeof card) == static_cast<ssize_t>(sizeof card);
  bool ran = told && card > 0 && alive(card);
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  ASSERT_TRUE(ran);
  EXPECT_TRUE(reaped_within(card, 5000ms));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

}  // namespace
}  // namespace tare
