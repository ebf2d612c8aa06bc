// The loop of `tare top`: readings by the clock, keys, the program's marks, the terminal's signals.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "app/run_readings.h"
#include "app/watch.h"
#include "app/watch_model.h"
#include "linux/linux_program.h"
#include "report/words.h"

namespace tare {

struct TopLoop {
  Platform& platform;
  std::vector<CardSource*> cards;
  Watch& watch;
  WatchModel& model;
  LinuxProgram* program = nullptr;  // the one that we started
  int output = -1;                  // descriptor of the file that takes its output
  Lang lang = Lang::en;
  bool color = true;
  bool unicode = true;
};

// Draws until the user, a signal or the terminal's end says stop; returns that signal, else 0.
// Refused when there is no terminal to draw on. The program still runs if it ran.
Result<int> top_on_screen(TopLoop& top);

// A line each interval on standard output, until a signal, the end of the watched process, or of
// the reader.
Result<int> top_in_lines(TopLoop& top);

}  // namespace tare
