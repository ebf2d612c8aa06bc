// `tare profile` on the scripted desktop-mate: what the suites that do so share.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/profile/run_tare.h"

namespace tare::test {

// The rows of each profile's table.
inline const std::map<std::string, std::vector<std::string>> kRows = {
    {"startup", {"1 empty process", "2 configuration and avatar bridge", "3 Qt window toolkit"}},
    {"load",
     {"1 baseline", "2 AI libraries and backend", "3 model loaded", "4 first reply",
      "5 second reply", "6 unloaded"}},
    {"conversation",
     {"1 baseline", "2 engine made", "2b model loaded", "3 after 1 message", "4 after 5 messages",
      "5 after 10 messages", "6 chat reset", "7 unloaded"}}};

class ProfileScripted : public testing::Test {
 protected:
  Outcome profile(std::vector<std::string> arguments, const Environment& environment = {}) {
    return RunningTare(place_, with_mate(std::move(arguments)), environment).wait();
  }
  static std::vector<std::string> with_mate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "profile");
    arguments.insert(arguments.end(), {"--desktop-mate", program("tare_scripted_mate")});
    return arguments;
  }
  bool mate_lives() const {
    auto pid = place_.text("mate.pid");
    return !pid.empty() && ::kill(std::stoi(pid), 0) == 0;
  }
  Environment does(const std::string& what) const {
    return {{"MATE_DOES", what}, {"MATE_PID_FILE", (place_.path() / "mate.pid").string()}};
  }

  Workplace place_;
};

}  // namespace tare::test
