// What may happen at each step of each profile: a signal, the end of the program under test; and a
// driver that fails at each of its calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "tests/profile/scripted.h"

namespace tare::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// A moment of a profile: behind which of its steps, and of a load in which of its two runs.
struct Moment {
  const char* profile;
  int step;
  bool warm = false;
  std::string does(const std::string& what) const {
    return (warm ? "warm/" : "") + what + ":" + std::to_string(step + 1);
  }
};
std::string name_of(const Moment& moment) {
  return std::string(moment.profile) + (moment.warm ? "Warm" : "") + std::to_string(moment.step);
}

const std::map<std::string, std::string> kFiles = {
    {"startup", "memory_profile_basic.txt"},
    {"load", "memory_profile_llm.txt"},
    {"conversation", "memory_profile_conversation.txt"}};

std::vector<Moment> every_moment() {
  std::vector<Moment> all;
  for (const char* profile : {"startup", "load", "conversation"})
    for (int step = 1; step <= static_cast<int>(kRows.at(profile).size()); ++step) {
      all.push_back({profile, step});
      if (std::string(profile) == "load") all.push_back({profile, step, true});
    }
  return all;
}

class AtEveryStep : public ProfileScripted {
 protected:
  // How often a row stands in a text: once in each of a load's runs.
  static int rows(const std::string& text, const std::string& row) {
    int count = 0;
    for (auto at = text.find("\n" + row); at != std::string::npos;
         at = text.find("\n" + row, at + 1))
      ++count;
    return count;
  }
  // What was measured until the moment stands on the screen and in the file, and nothing more.
  void expect_rows(const Moment& moment, const Outcome& done) const {
    const auto file = place_.text(kFiles.at(moment.profile));
    int before = moment.warm ? 1 : 0;  // the cold run, whole
    for (const std::string* text : {&done.out, &file}) {
      int number = 0;
      for (const auto& row : kRows.at(moment.profile))
        EXPECT_EQ(rows(*text, row), before + (++number <= moment.step ? 1 : 0)) << row << *text;
    }
    EXPECT_THAT(file, HasSubstr("cut short"));
    EXPECT_FALSE(mate_lives());
    EXPECT_EQ(place_.sockets(), 0u);
  }
  // The last row before the moment is on the screen.
  bool reached(const Moment& moment) const {
    const auto& row = kRows.at(moment.profile)[static_cast<std::size_t>(moment.step - 1)];
    return eventually([&] { return rows(place_.text("out"), row) == (moment.warm ? 2 : 1); });
  }
};

class SignalAtStep : public AtEveryStep,
                     public testing::WithParamInterface<std::tuple<int, Moment>> {};

// The program hangs before the next step: tare has measured exactly the rows until here.
TEST_P(SignalAtStep, EndsWithRowsAndFilesAndNothingLeftBehind) {
  auto [number, moment] = GetParam();
  RunningTare tare(place_, with_mate({moment.profile}), does(moment.does("hang")));
  bool there = reached(moment) && mate_lives();
  tare.signal(there ? number : SIGKILL);
  auto done = tare.wait();
  ASSERT_TRUE(there) << done.out << done.err;
  EXPECT_EQ(done.exit, 128 + number) << done.err;
  expect_rows(moment, done);
}
INSTANTIATE_TEST_SUITE_P(EveryStep, SignalAtStep,
                         testing::Combine(testing::Values(SIGINT, SIGTERM),
                                          testing::ValuesIn(every_moment())),
                         [](const auto& p) {
                           bool interrupt = std::get<0>(p.param) == SIGINT;
                           return std::string(interrupt ? "Sigint_" : "Sigterm_") +
                                  name_of(std::get<1>(p.param));
                         });

class DeathAtStep : public AtEveryStep, public testing::WithParamInterface<Moment> {};

TEST_P(DeathAtStep, LosesNoRow) {
  auto moment = GetParam();
  auto done = profile({moment.profile}, does(moment.does("die")));
  EXPECT_EQ(done.exit, 3) << done.err;
  EXPECT_THAT(done.err, HasSubstr("desktop-mate ended with signal 9."));
  EXPECT_EQ(sentences(done), 1u) << done.err;
  expect_rows(moment, done);
}
INSTANTIATE_TEST_SUITE_P(EveryStep, DeathAtStep, testing::ValuesIn(every_moment()),
                         [](const auto& p) { return name_of(p.param); });

// A driver that fails at one call after the other: the profile is whole, the reason is in it.
class NvmlFails : public ProfileScripted, public testing::WithParamInterface<const char*> {};

TEST_P(NvmlFails, TheProfileIsWholeAndSaysWhy) {
  const char* libraries = std::getenv("TARE_LIB");
  auto library =
      std::filesystem::absolute(libraries == nullptr ? "." : libraries) / "libnvml_stand_in.so";
  ASSERT_TRUE(std::filesystem::exists(library)) << library;
  auto done =
      profile({"startup", "--json"}, {{"TARE_NVML_LIBRARY", library.string()},
                                      {"TARE_NVML_FAIL", std::string(GetParam()) + "=999"}});
  ASSERT_EQ(done.exit, 0) << done.err;
  auto runs = json::parse(done.out);
  ASSERT_EQ(runs[0]["steps"].size(), 3u);
  for (const auto& step : runs[0]["steps"]) {
    ASSERT_FALSE(step["devices"].empty());
    for (const auto& device : step["devices"])
      for (auto reading : {"total", "used", "process"})
        EXPECT_TRUE(device[reading].is_number_unsigned() ||
                    !device[reading]["missing"].get<std::string>().empty())
            << device;
  }
}
INSTANTIATE_TEST_SUITE_P(EveryNvmlCall, NvmlFails,
                         testing::Values("nvmlInit_v2", "nvmlDeviceGetCount_v2",
                                         "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetName",
                                         "nvmlDeviceGetUUID", "nvmlDeviceGetMemoryInfo_v2",
                                         "nvmlDeviceGetComputeRunningProcesses_v3",
                                         "nvmlDeviceGetGraphicsRunningProcesses_v3",
                                         "nvmlDeviceGetMigMode", "nvmlShutdown"),
                         [](const auto& p) { return std::string(p.param); });

}  // namespace
}  // namespace tare::test
