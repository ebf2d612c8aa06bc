// The commands of tare, one file each. Each adds itself to the command line and, when it is the one
// that was given, leaves in `action` what to do: it returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace tare {

void add_profile_command(CLI::App& app, std::function<int()>& action);
void add_report_command(CLI::App& app, std::function<int()>& action);
void add_doctor_command(CLI::App& app, std::function<int()>& action);
void add_top_command(CLI::App& app, std::function<int()>& action);

}  // namespace tare
