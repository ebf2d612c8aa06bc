// `tare profile ipc` with the real bridge and the avatar's double: what is counted and in which
// order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/profile/run_tare.h"

namespace tare::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class ProfileIpc : public testing::Test {
 protected:
  json ipc(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"profile", "ipc", "--calls", "30", "--json"});
    auto done = run_tare(place_, std::move(arguments));
    EXPECT_EQ(done.exit, 0) << done.err;
    auto all = json::parse(done.out, nullptr, false);
    EXPECT_EQ(all.size(), 2u);
    run_ = all[0];
    return all[1];
  }
  static const json* find(const json& ipc, const char* way, const char* state,
                          const std::string& command) {
    for (const auto& row : ipc["figures"])
      if (row["way"] == way && row["state"] == state && row["command"] == command) return &row;
    return nullptr;
  }

  Workplace place_;
  json run_;
};

const std::vector<std::string> kCommands = {
    "set_expression",       "load_model",     "unload_model",           "reset_expressions",
    "set_transition_speed", "set_auto_blink", "set_auto_head_movement", "batch"};

TEST_F(ProfileIpc, MeasuresEachCommandAbsentConnectedAndSlow) {
  auto figures = ipc();
  EXPECT_EQ(figures["avatar"], "double");
  for (const auto& command : kCommands) {
    for (auto state : {"absent", "connected", "slow"}) {
      const auto* row = find(figures, "call", state, command);
      ASSERT_NE(row, nullptr) << state << command;
      EXPECT_EQ((*row)["count"], 30);
      EXPECT_GT((*row)["median_ns"], 0);
      EXPECT_LE((*row)["median_ns"], (*row)["p99_ns"]);
      EXPECT_LE((*row)["p99_ns"], (*row)["max_ns"]);
    }
    // Nobody is there to send to, so nothing is on the wire.
    EXPECT_EQ(find(figures, "wire", "absent", command), nullptr);
    const auto* wire = find(figures, "wire", "connected", command);
    const auto* trip = find(figures, "round_trip", "connected", command);
    ASSERT_TRUE(wire != nullptr && trip != nullptr) << command;
    EXPECT_GT((*wire)["count"], 25) << command;
    EXPECT_GT((*trip)["count"], 25) << command;
    EXPECT_LE((*find(figures, "call", "connected", command))["median_ns"], (*wire)["median_ns"]);
    EXPECT_LE((*wire)["median_ns"], (*trip)["median_ns"]);
  }
  EXPECT_EQ((*find(figures, "round_trip", "slow", "load_model"))["count"], 20);
  EXPECT_EQ(figures["bare"]["bytes"], 60);
  EXPECT_EQ(figures["bare"]["count"], 30);
  EXPECT_NE(find(figures, "round_trip", "row", "set_transition_speed"), nullptr);
  EXPECT_NE(find(figures, "call", "asleep", "set_expression"), nullptr);
  EXPECT_NE(find(figures, "wire", "ten", "batch"), nullptr);
}

TEST_F(ProfileIpc, TheQueueIsBoundedAndItsBytesAreTold) {
  auto figures = ipc();
  const auto& queue = figures["queue"];
  ASSERT_EQ(queue.size(), 3u);
  EXPECT_EQ(queue[0]["commands"], 0);
  EXPECT_EQ(queue[1]["commands"], 64);
  EXPECT_EQ(queue[2]["commands"], 64);
  EXPECT_LT(queue[0]["bytes"], 32 << 10);
  EXPECT_LT(queue[1]["bytes"], 64 << 10);
  EXPECT_GT(queue[2]["bytes"], 3 << 20);
  EXPECT_LT(queue[2]["bytes"], 5 << 20);
  // The process really holds what the queue says it takes.
  auto own = [&](std::size_t step) { return run_["steps"][step]["process"]["own"].get<double>(); };
  std::vector<std::string> names;
  for (const auto& step : run_["steps"]) names.push_back(step["name"]);
  EXPECT_THAT(names,
              ElementsAre("1 baseline", "2 avatar absent", "3 avatar connected", "4 avatar slow",
                          "5 batch against single", "6 queue full of usual commands",
                          "7 queue full of the longest commands"));
  EXPECT_NEAR((own(6) - own(5)) / queue[2]["bytes"].get<double>(), 1, 0.25);
  EXPECT_EQ(run_["steps"][6]["ledger"][0]["owner"], "avatar queue");
}

TEST_F(ProfileIpc, IsTheSameTextAgainFromItsFile) {
  auto done = run_tare(place_, {"profile", "ipc", "--calls", "20", "--out", "i.tare"});
  ASSERT_EQ(done.exit, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("connected: set_expression costs "));
  EXPECT_THAT(done.out, HasSubstr("What the chat pays for a call"));
  auto again = run_tare(place_, {"report", "i.tare"});
  EXPECT_EQ(again.out, place_.text("memory_profile_ipc.txt"));
}

TEST_F(ProfileIpc, BadAvatarsAreOneSentence) {
  auto done = run_tare(place_, {"profile", "ipc", "--avatar", "nowhere"});
  EXPECT_EQ(done.exit, 2);
  EXPECT_THAT(done.err, HasSubstr("--avatar nowhere is no address and port"));
}

}  // namespace
}  // namespace tare::test
