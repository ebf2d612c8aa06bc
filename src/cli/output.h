// The options that choose how a report is printed, the same for every command that prints one.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <span>
#include <string>

#include "cli/terminal.h"
#include "core/run.h"
#include "report/step_table.h"

namespace tare {

struct OutputOptions {
  bool json = false;
  bool csv = false;
  bool markdown = false;
  bool quiet = false;
  bool wide = false;
  std::string lang;
  bool text() const { return !json && !csv && !markdown && !quiet; }
};
void add_output_options(CLI::App& command, OutputOptions& options);

// --lang, else the locale.
Result<Lang> language(const OutputOptions& options);
// As the terminal allows.
TableStyle terminal_style(const OutputOptions& options, Lang lang);

// A line that changes on a terminal, plain lines beside a text report, nothing else beside formats.
ProgressLine::Mode progress_mode(const OutputOptions& options);

// Prints to standard output. False: nobody reads it, or the disk is full.
bool print_out(std::string_view text);
// "tare: …" on standard error; returns the exit code.
int tell(const Error& error);

// The runs in the chosen format, JSON always as an array.
std::string formatted(const OutputOptions& options, Lang lang, std::span<const Run> runs);

}  // namespace tare
