// Starts a program as our child, ready to be watched.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tare {

enum class StandardOutput {
  inherit,
  none,            // /dev/null
  standard_error,  // for a recorder whose own standard output is an answer
};

struct StartRequest {
  std::vector<std::string> argv;  // argv[0] is looked for in PATH unless it holds a '/'
  std::vector<std::pair<std::string, std::string>> environment;  // added to ours, replacing
  std::string folder;  // its working directory; empty: ours
  StandardOutput standard_output = StandardOutput::inherit;
  // A descriptor that takes both standard output and standard error instead; standard input is then
  // empty, for the keyboard is ours. -1: none.
  int output = -1;
  // The program is killed when the thread that started it ends, and when it is let go while it
  // runs. Otherwise it outlives its recorder and goes on.
  bool die_with_us = false;
};

struct Started {
  pid_t pid = 0;
  UniqueFd pidfd;  // becomes readable at its end (Linux 5.3)
};

// Returns when the program runs (after exec). "Cannot start X: …" when it does not: bad input when
// there is no such program or it is none, refused when the system does not let us.
Result<Started> start_program(const StartRequest& request, const sigset_t& signal_mask);

}  // namespace tare
