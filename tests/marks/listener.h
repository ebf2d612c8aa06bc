// For tests: runs a little program, answers its marks at once, and keeps what it said.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "linux/linux_program.h"
#include "port/mark_wire.h"

namespace tare {

inline std::string program_path(const std::string& name) {
  const char* bin = std::getenv("TARE_BIN");
  EXPECT_NE(bin, nullptr) << "run by ctest, or set TARE_BIN";
  return std::string(bin == nullptr ? "." : bin) + '/' + name;
}

inline StartRequest speaker(std::vector<std::string> argv) {
  argv[0] = program_path(argv[0]);
  return {.argv = std::move(argv)};
}

struct Heard {
  std::vector<std::string> marks;  // as on the wire, NUL shown as '|', without the greeting
  std::vector<pid_t> callers;
  std::vector<std::string> bad;
  std::vector<int> interrupted;
  std::optional<End> end;
};

// Sockets lie in a folder of the test's own; it must be empty at the end, whatever happened.
class MarksTest : public testing::Test {
 protected:
  MarksTest() {
    char name[] = "/tmp/marks-test-XXXXXX";
    runtime_ = ::mkdtemp(name);
    ::setenv("XDG_RUNTIME_DIR", runtime_.c_str(), 1);
  }
  ~MarksTest() override {
    EXPECT_THAT(sockets(), testing::IsEmpty()) << "a stale socket";
    std::filesystem::remove_all(runtime_);
    ::unsetenv("XDG_RUNTIME_DIR");
  }
  std::vector<std::string> sockets() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(runtime_))
      names.push_back(entry.path().filename().string());
    return names;
  }

  static std::unique_ptr<LinuxProgram> start(const StartRequest& request) {
    auto program = LinuxProgram::start(request);
    EXPECT_TRUE(program) << program.error().text;
    return program ? std::move(*program) : nullptr;
  }
  static std::string shown(const MarkContent& mark) {
    auto text = format_mark(mark).substr(7);
    for (auto& c : text)
      if (c == '\0') c = '|';
    return text;
  }
  // One event into `heard`, its caller answered.
  static void hear(Program& program, Event event, Heard& heard) {
    if (auto* mark = std::get_if<Mark>(&event)) {
      heard.marks.push_back(shown(mark->what));
      heard.callers.push_back(mark->caller.pid);
      if (is_answered(mark->what)) program.answer(mark->caller);
    } else if (auto* bad = std::get_if<BadMark>(&event)) {
      heard.bad.push_back(bad->why);
    } else if (auto* signal = std::get_if<Interrupted>(&event)) {
      heard.interrupted.push_back(signal->signal);
    } else if (auto* end = std::get_if<Ended>(&event)) {
      heard.end = end->end;
    }
  }
  // Until the program ends, or `most` has passed.
  static Heard hear_all(Program& program, Duration most = std::chrono::seconds(60)) {
    Heard heard;
    auto deadline = Clock::now() + most;
    while (!heard.end && Clock::now() < deadline) hear(program, program.next(deadline), heard);
    return heard;
  }
  static Heard run(std::vector<std::string> argv) {
    auto program = start(speaker(std::move(argv)));
    return program ? hear_all(*program) : Heard{};
  }

  std::string runtime_;
};

// Hears until the program has made a step or turn, and answers it.
inline bool wait_for_step(Program& program) {
  auto deadline = Clock::now() + std::chrono::seconds(30);
  while (Clock::now() < deadline) {
    auto event = program.next(deadline);
    auto* mark = std::get_if<Mark>(&event);
    if (mark != nullptr && is_answered(mark->what)) return program.answer(mark->caller);
  }
  return false;
}

}  // namespace tare
