// Where tare finds its programs and keeps runs, and how it writes a report's file.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tare {

// The folder of the running executable.
Result<std::string> program_folder();
// An executable beside our own. Error: it is not there.
Result<std::string> program_beside(const std::string& name);
// $XDG_DATA_HOME/tare/runs, else ~/.local/share/tare/runs. Error: neither variable is set.
Result<std::string> runs_folder();

// Writes the file whole or not at all: an older one stays until the new one is complete.
Result<> write_file(const std::string& path, std::string_view text);

}  // namespace tare
