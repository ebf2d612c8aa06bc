// llama.cpp tells why something failed only through its log. This keeps the last warnings and
// errors in memory; nothing reaches the terminal. The log is one for the whole process, and so is
// this. Threads: any thread may log.
#pragma once

#include <string>
#include <vector>

namespace tare::llama {

// Takes the log over. Idempotent.
void capture_log();

// Forgets the lines kept so far: call it before something that may fail.
void clear_log();

// The warnings and errors since then, oldest first, without their function's name ("%s: ") and
// trailing blanks. At most the last 64.
std::vector<std::string> logged();

// From now on, when llama.cpp gives up (GGML_ABORT, as when a remote card's server ends in the
// middle of a reply), the process ends with one sentence on standard error and exit status 3
// instead of a stack trace and a core file. llama.cpp offers no way to go on.
void end_quietly_on_abort();

}  // namespace tare::llama
