// A desktop-mate without a model: it says the steps of the scenario it is asked for, holds memory
// of known size at some of them, and misbehaves as MATE_DOES tells:
//   die:N       SIGKILLs itself before step N        exit:N:CODE  exits with CODE before step N
//   hang:N      sleeps for ever before step N        spam         writes on standard output
//   refuse:N    notes a warning and exits with 2 before step N, as desktop-mate does
// N may be one more than there are steps. With "warm/" in front it does so in the warm run only.
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "tare/marks.h"

namespace {

constexpr std::size_t kHeld = 64u << 20;  // from "3 model loaded" to the unloading

std::vector<std::string> steps_of(const std::string& scenario) {
  if (scenario == "startup")
    return {"1 empty process", "2 configuration and avatar bridge", "3 Qt window toolkit"};
  if (scenario == "load")
    return {"1 baseline",     "2 AI libraries and backend",
            "3 model loaded", "4 first reply",
            "5 second reply", "6 unloaded"};
  return {"1 baseline",         "2 engine made",       "2b model loaded", "3 after 1 message",
          "4 after 5 messages", "5 after 10 messages", "6 chat reset",    "7 unloaded"};
}

int number_after(const std::string& text, std::size_t at) {
  int number = -1;
  std::from_chars(text.data() + at, text.data() + text.size(), number);
  return number;
}

// What is to happen before step `number` (from 1).
void misbehave(const std::string& does, int number) {
  auto colon = does.find(':');
  if (colon == std::string::npos || number_after(does, colon + 1) != number) return;
  if (does.starts_with("die")) ::kill(::getpid(), SIGKILL);
  if (does.starts_with("refuse")) {
    tare_note("warning", "The model is not to be had.");
    std::_Exit(2);
  }
  if (does.starts_with("exit")) std::_Exit(number_after(does, does.find(':', colon + 1) + 1));
  if (does.starts_with("hang"))
    while (true) ::pause();
}

}  // namespace

int main(int argc, char** argv) {
  std::string scenario = argc > 2 ? argv[2] : "";
  const char* told = std::getenv("MATE_DOES");
  std::string does = told == nullptr ? "" : told;
  // Whoever looks for orphans finds our id here.
  if (const char* file = std::getenv("MATE_PID_FILE")) std::ofstream(file) << ::getpid();
  bool warm = false;
  for (int i = 1; i < argc; ++i) warm = warm || std::strcmp(argv[i], "--warm") == 0;

  if (does.starts_with("warm/")) does = warm ? does.substr(5) : "";

  tare_note("scenario", scenario.c_str());
  if (scenario == "load") tare_note("variant", warm ? "warm" : "cold");
  if (does == "spam" && ::write(STDOUT_FILENO, "not for you\n", 12) < 0) return 1;
  std::vector<char> held;
  int number = 0;
  for (const auto& step : steps_of(scenario)) {
    misbehave(does, ++number);
    if (step.ends_with("model loaded")) held.assign(kHeld, 1);
    if (step.ends_with("unloaded")) std::vector<char>().swap(held);
    if (step.find("reply") != std::string::npos)
      tare_turn(static_cast<unsigned>(number - 3), 10, 50);
    tare_step(step.c_str());
  }
  misbehave(does, number + 1);
}
