#include "mate/avatar_bridge.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "mate/avatar_double/avatar_double.h"

namespace {

using namespace std::chrono_literals;
using avatar_double::AvatarDouble;
using avatar_double::Mode;
using mate::AvatarBridge;
using mate::AvatarState;
using tare::Clock;
using ::testing::HasSubstr;

constexpr mate::AvatarTimes kQuick{
    .connect = 2s, .first_pause = 5ms, .longest_pause = 20ms, .acknowledge = 100ms, .flush = 50ms};

std::unique_ptr<AvatarDouble> avatar(Mode mode, int port = 0) {
  auto started = AvatarDouble::start(mode, port);
  if (!started) throw std::runtime_error(started.error().text);
  return std::move(*started);
}

// Waits for what comes about in other threads; fails the test when it does not.
template <class Condition>
bool eventually(Condition condition) {
  auto deadline = Clock::now() + 20s;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

// A port of loopback that nobody listens on.
int closed_port() { return avatar(Mode::normal)->port(); }

TEST(AvatarBridge, SendsTheDocumentedBytesOfEveryCommand) {
  auto unity = avatar(Mode::batching);
  AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
  std::vector<mate::AvatarCommand> two{*mate::set_expression_command("fun", 0.5),
                                       mate::set_auto_blink_command(true)};
  ASSERT_TRUE(bridge.load_model("models/Ki\"ra é.vrm"));
  ASSERT_TRUE(bridge.set_expression("joy", 0.35));
  ASSERT_TRUE(bridge.set_transition_speed(3));
  ASSERT_TRUE(bridge.set_auto_blink(false));
  ASSERT_TRUE(bridge.set_auto_head_movement({}));
  ASSERT_TRUE(bridge.batch(two));
  ASSERT_TRUE(bridge.reset_expressions());
  ASSERT_TRUE(bridge.unload_model());
  const std::string expected =
      R"({"command": "load_model", "data": {"path": "models/Ki\"ra \u00e9.vrm"}})"
      "\n"
      R"({"command": "set_expression", "data": {"name": "joy", "value": 0.35}})"
      "\n"
      R"({"command": "set_transition_speed", "data": {"speed": 3.0}})"
      "\n"
      R"({"command": "set_auto_blink", "data": {"enabled": false}})"
      "\n"
      R"({"command": "set_auto_head_movement", "data": {"enabled": true, "min_interval": 3.0, )"
      R"("max_interval": 7.0, "max_angle": 5.0}})"
      "\n"
      R"({"command": "batch", "data": {"commands": [{"command": "set_expression", "data": )"
      R"({"name": "fun", "value": 0.5}}, {"command": "set_auto_blink", "data": )"
      R"({"enabled": true}}], "count": 2}})"
      "\n"
      R"({"command": "reset_expressions", "data": {}})"
      "\n"
      R"({"command": "unload_model", "data": {}})"
      "\n";
  EXPECT_TRUE(eventually([&] { return unity->received().size() >= expected.size(); }));
  EXPECT_EQ(unity->received(), expected);
  EXPECT_EQ(bridge.status().state, AvatarState::connected);
}

TEST(AvatarBridge, ABatchThatIsNotAcknowledgedIsSentAsSingles) {
  for (Mode mode : {Mode::normal, Mode::silent, Mode::garbage}) {
    auto unity = avatar(mode);
    AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
    std::vector<mate::AvatarCommand> two{mate::set_auto_blink_command(false),
                                         *mate::set_transition_speed_command(5)};
    ASSERT_TRUE(bridge.batch(two));
    ASSERT_TRUE(bridge.unload_model());
    ASSERT_TRUE(bridge.batch(two));
    const std::string singles = two[0].line + two[1].line;
    std::string expected = mate::batch_command(two)->line;
    expected.append(singles).append(mate::unload_model_command().line).append(singles);
    EXPECT_TRUE(eventually([&] { return unity->received().size() >= expected.size(); }));
    EXPECT_EQ(unity->received(), expected) << name(mode);  // the second batch went as singles
  }
}

TEST(AvatarBridge, LowersTheExpressionRaisedBefore) {
  auto unity = avatar(Mode::normal);
  AvatarBridge bridge("localhost", unity->port(), kQuick);
  auto targets = [&] {
    std::map<std::string, double> shown;
    unity->look([&](const avatar_double::UnitySide& side) {
      for (const auto& [name, expression] : side.expressions()) shown[name] = expression.target;
    });
    return shown;
  };
  ASSERT_TRUE(bridge.set_expression("joy", 1));
  EXPECT_TRUE(eventually([&] { return targets()["joy"] == 1; }));
  ASSERT_TRUE(bridge.set_expression("fun", 0.5));
  EXPECT_TRUE(eventually([&] { return targets()["fun"] == 0.5 && targets()["joy"] == 0; }));
  ASSERT_TRUE(bridge.show({.name = "sorrow", .value = 0.9}));
  EXPECT_TRUE(eventually([&] { return targets()["sorrow"] == 0.9 && targets()["fun"] == 0; }));
  ASSERT_TRUE(bridge.show({}));
  EXPECT_TRUE(eventually([&] { return targets()["sorrow"] == 0; }));
}

TEST(AvatarBridge, NeverSendsAnExpressionNamedLikeACommand) {
  auto unity = avatar(Mode::normal);
  AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
  EXPECT_THAT(bridge.set_expression("load_model", 1).error().text, HasSubstr("'load_model'"));
  EXPECT_FALSE(bridge.set_expression("value", 1));
  EXPECT_EQ(bridge.status().counts.queued, 0u);
  EXPECT_EQ(unity->connections(), 0);  // nothing was started for it
}

TEST(AvatarBridge, AnAbsentAvatarIsSilentAndTheLastValueArrivesWhenItComes) {
  int port = closed_port();
  AvatarBridge bridge("127.0.0.1", port, kQuick);
  for (int i = 1; i <= 1000; ++i) ASSERT_TRUE(bridge.set_expression("joy", i / 1000.0));
  EXPECT_TRUE(eventually([&] { return bridge.status().last_error == ECONNREFUSED; }));
  EXPECT_EQ(bridge.status().counts.queued, 1u);
  EXPECT_EQ(bridge.status().counts.replaced, 999u);
  auto unity = avatar(Mode::normal, port);
  EXPECT_TRUE(eventually([&] { return !unity->received().empty(); }));
  EXPECT_EQ(unity->received(), mate::set_expression_command("joy", 1)->line);
}

// What 10,000 calls cost their caller, sorted, in nanoseconds.
std::vector<std::int64_t> costs_of_calls(AvatarBridge& bridge) {
  std::vector<std::int64_t> costs;
  const char* names[] = {"joy", "fun", "sorrow"};
  for (int i = 0; i < 10000; ++i) {
    auto before = Clock::now();
    auto done = bridge.set_expression(names[i % 3], i / 10000.0);
    costs.push_back(std::chrono::nanoseconds(Clock::now() - before).count());
    if (!done) ADD_FAILURE() << done.error().text;
  }
  std::sort(costs.begin(), costs.end());
  return costs;
}

TEST(AvatarBridge, TenThousandExpressionsWithABadAvatarAreQueuedBoundedAndNeverWaited) {
  for (Mode mode : {Mode::hung, Mode::slow, Mode::megabytes, Mode::normal}) {
    auto unity = avatar(mode);
    AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
    ASSERT_TRUE(bridge.connect());
    ASSERT_TRUE(eventually([&] { return bridge.status().state == AvatarState::connected; }));
    auto costs = costs_of_calls(bridge);
    auto counts = bridge.status().counts;
    fmt::print("{:<10} call median {} ns, p99 {} ns; {} sent, {} replaced, {} queued\n", name(mode),
               costs[5000], costs[9900], counts.sent, counts.replaced, counts.queued);
    EXPECT_LE(counts.queued, 3u) << name(mode);  // one value of each expression
    EXPECT_EQ(counts.dropped, 0u);
    // 10,000 values and as many lowerings, each sent, replaced, queued or in the sender's hand.
    auto told = counts.sent + counts.replaced + counts.queued;
    EXPECT_GE(told, 19990u) << name(mode);
    EXPECT_LE(told, 20000u) << name(mode);
  }
  AvatarBridge absent("127.0.0.1", closed_port(), kQuick);
  auto costs = costs_of_calls(absent);
  fmt::print("{:<10} call median {} ns, p99 {} ns\n", "absent", costs[5000], costs[9900]);
}

TEST(AvatarBridge, AHungAvatarGetsTheLastValuesOnceItReads) {
  auto unity = avatar(Mode::hung);
  AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
  EXPECT_EQ(costs_of_calls(bridge).size(), 10000u);
  unity->set(Mode::normal);
  EXPECT_TRUE(eventually([&] { return unity->received().find("0.9999}") != std::string::npos; }));
  unity->look([](const avatar_double::UnitySide& side) {
    EXPECT_DOUBLE_EQ(side.expressions().at("joy").target, 0.9999);
    EXPECT_EQ(side.expressions().at("fun").target, 0);
    EXPECT_EQ(side.expressions().at("sorrow").target, 0);
    EXPECT_EQ(std::count(side.commands().begin(), side.commands().end(), "?"), 0);
  });
}

TEST(AvatarBridge, GoesOnWithAnAvatarThatClosesInTheMiddleOfALine) {
  auto unity = avatar(Mode::closing);
  AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
  auto closed_again = [&, seen = 0]() mutable {
    return unity->connections() > std::exchange(seen, unity->connections());
  };
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(bridge.load_model("a path that is long enough to be cut in its middle.vrm"));
    ASSERT_TRUE(eventually(closed_again));
  }
  ASSERT_TRUE(eventually([&] { return bridge.status().counts.connections >= 3; }));
  unity->set(Mode::normal);
  ASSERT_TRUE(eventually([&] {
    EXPECT_TRUE(bridge.set_transition_speed(7));
    double speed = 0;
    unity->look([&](const avatar_double::UnitySide& side) { speed = side.speed(); });
    return speed == 7;
  }));
}

TEST(AvatarBridge, AnswersOfGarbageAndMegabytesWithoutANewlineAreThrownAway) {
  for (Mode mode : {Mode::garbage, Mode::megabytes}) {
    auto unity = avatar(mode);
    AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(bridge.set_auto_blink(i % 2 == 0));
    ASSERT_TRUE(bridge.set_expression("joy", 0.75));
    EXPECT_TRUE(eventually([&] { return unity->received().find("0.75") != std::string::npos; }))
        << name(mode);
    if (mode == Mode::megabytes) {
      EXPECT_TRUE(eventually([&] { return bridge.status().counts.answered_bytes > 4u << 20; }));
    }
    EXPECT_EQ(bridge.status().counts.connections, 1u);
  }
}

// A server whose queue of connections is full: a further connect() neither succeeds nor fails.
class NeverAccepting {
 public:
  NeverAccepting() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_.get(), any, size), 0);
    EXPECT_EQ(::listen(listener_.get(), 0), 0);
    EXPECT_EQ(::getsockname(listener_.get(), any, &size), 0);
    port_ = ntohs(address.sin_port);
    for (int i = 0; i < 4; ++i) {
      fillers_.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      [[maybe_unused]] int pending = ::connect(fillers_.back().get(), any, size);
    }
  }
  int port() const { return port_; }

 private:
  tare::UniqueFd listener_;
  std::vector<tare::UniqueFd> fillers_;
  int port_ = 0;
};

TEST(AvatarBridge, StopsWhileConnecting) {
  NeverAccepting server;
  AvatarBridge bridge("127.0.0.1", server.port());
  ASSERT_TRUE(bridge.set_expression("joy", 1));
  ASSERT_TRUE(eventually([&] { return bridge.status().state == AvatarState::connecting; }));
  auto before = Clock::now();
  bridge.stop();
  auto took = Clock::now() - before;
  fmt::print("stopped while connecting in {:.1f} ms\n", tare::milliseconds(took));
  EXPECT_LT(took, 4s);  // less than the five that connecting may take; 100 ms on an idle machine
  EXPECT_TRUE(bridge.set_expression("joy", 0));  // dropped in silence
}

TEST(AvatarBridge, GivesUpConnectingInTime) {
  NeverAccepting server;
  mate::AvatarTimes times = kQuick;
  times.connect = 50ms;
  AvatarBridge bridge("127.0.0.1", server.port(), times);
  ASSERT_TRUE(bridge.connect());
  EXPECT_TRUE(eventually([&] { return bridge.status().last_error == ETIMEDOUT; }));
}

TEST(AvatarBridge, StopsWithAHungAvatarAndAFullSocket) {
  auto unity = avatar(Mode::hung);
  AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
  std::string long_path(4000, 'a');
  ASSERT_TRUE(bridge.connect());
  ASSERT_TRUE(eventually([&] {  // until the system takes no more
    auto sent = bridge.status().counts.sent;
    for (int i = 0; i < 200; ++i) EXPECT_TRUE(bridge.load_model(long_path));
    std::this_thread::sleep_for(5ms);
    auto counts = bridge.status().counts;
    return counts.connections == 1 && counts.sent == sent && counts.queued == 64;
  }));
  EXPECT_LE(bridge.status().counts.queued, mate::AvatarQueue::kCapacity);
  auto before = Clock::now();
  bridge.stop();
  fmt::print("stopped with a hung avatar in {:.1f} ms\n",
             tare::milliseconds(Clock::now() - before));
  EXPECT_LT(Clock::now() - before, 4s);
}

TEST(AvatarBridge, SendsWhatIsQueuedBeforeItStops) {
  auto unity = avatar(Mode::normal);
  {
    AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
    ASSERT_TRUE(bridge.connect());
    ASSERT_TRUE(eventually([&] { return bridge.status().state == AvatarState::connected; }));
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(bridge.set_transition_speed(1));
    ASSERT_TRUE(bridge.set_expression("joy", 0.125));
  }
  EXPECT_TRUE(eventually([&] { return unity->received().find("0.125") != std::string::npos; }));
}

TEST(AvatarBridge, AVanishingAvatarRaisesNoSignalAndIsFoundAgain) {
  std::signal(SIGPIPE, SIG_DFL);  // it would end this test
  auto unity = avatar(Mode::normal);
  int port = unity->port();
  AvatarBridge bridge("127.0.0.1", port, kQuick);
  ASSERT_TRUE(bridge.set_expression("joy", 1));
  ASSERT_TRUE(eventually([&] { return bridge.status().state == AvatarState::connected; }));
  unity.reset();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(bridge.set_auto_blink(true));
  ASSERT_TRUE(eventually([&] { return bridge.status().state != AvatarState::connected; }));
  unity = avatar(Mode::normal, port);
  ASSERT_TRUE(bridge.set_expression("fun", 0.5));
  EXPECT_TRUE(eventually([&] { return unity->received().find("fun") != std::string::npos; }));
}

TEST(AvatarBridge, ManyThreadsMayCall) {
  auto unity = avatar(Mode::normal);
  AvatarBridge bridge("127.0.0.1", unity->port(), kQuick);
  std::vector<std::thread> callers;
  callers.reserve(4);
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        EXPECT_TRUE(bridge.set_expression(fmt::format("e{}", t), 0.5));
        bridge.status();
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_TRUE(eventually([&] { return bridge.status().counts.queued == 0; }));
  EXPECT_EQ(bridge.status().counts.dropped, 0u);
}

TEST(AvatarBridge, AnAddressThatIsNoneIsSaidAtTheFirstCall) {
  AvatarBridge bridge("avatar.example", 5555);
  EXPECT_THAT(bridge.set_expression("joy", 1).error().text, HasSubstr("'avatar.example'"));
  AvatarBridge port("127.0.0.1", 0);
  EXPECT_FALSE(port.connect());
  EXPECT_TRUE(mate::avatar_address("::1", 5555));
}

}  // namespace
