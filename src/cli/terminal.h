// What the terminal can do, and one line on it that is written over and over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tare {

bool standard_output_is_terminal();
bool standard_error_is_terminal();
bool standard_input_is_terminal();
// Of standard output: 0 when it is no terminal.
std::size_t terminal_width();
// A terminal that wants colours: NO_COLOR is not set, TERM is not dumb.
bool wants_color();

// Progress on standard error: on a terminal one line that changes at most five times a second, else
// (if `plain`) a line now and then.
class ProgressLine {
 public:
  enum class Mode { none, terminal, plain };
  explicit ProgressLine(Mode mode) : mode_(mode) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view text, Instant now);
  // Before anything else is printed.
  void clear();

 private:
  Mode mode_;
  bool shown_ = false;
  Instant last_{};
};

}  // namespace tare
