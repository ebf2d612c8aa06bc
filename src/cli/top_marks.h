// What the program that we watch says: measured, told to the model, answered.
#pragma once

#include <string>
#include <vector>

#include "app/run_readings.h"
#include "app/watch_model.h"
#include "linux/linux_program.h"

namespace tare {

class TopMarks {
 public:
  TopMarks(Platform& platform, const std::vector<CardSource*>& cards, LinuxProgram& program,
           WatchModel& model, int output);

  // True when something that is seen changed.
  bool take(const Event& event);
  // The signal that asks us to stop, 0 when none came.
  int interrupted() const { return interrupted_; }
  // The last lines of its output, as they are now.
  void read_output();

 private:
  bool take_mark(const Mark& mark);

  Platform* platform_;
  LinuxProgram* program_;
  WatchModel* model_;
  RunReadings readings_;
  Instant begin_;
  int output_;
  int interrupted_ = 0;
};

// The last lines of a text that may begin in the middle of one; of a line that was written over
// (\r), what it is now.
std::vector<std::string> last_lines(std::string_view text, std::size_t most);

}  // namespace tare
