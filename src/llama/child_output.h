// Runs a program to its end and takes what it prints.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tare::llama {

struct ChildOutput {
  std::string text;  // of standard output, at most 64 KiB
  int status = 0;    // as waitpid gives it
};

// Standard error goes to /dev/null. A program that is not done after `patience` is killed, and that
// is an error; so is one that cannot be started.
Result<ChildOutput> run_child(const std::vector<std::string>& words, Duration patience);

}  // namespace tare::llama
