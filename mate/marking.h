// What a scenario tells Tare beside its steps: notes with numbers, and the memory that the model,
// SQLite and the heap hold by their own account. Does nothing when nobody records.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mate/model_manager.h"
#include "mate/thread_governor.h"
#include "port/engine.h"

namespace mate {

// Under a recorder the terminal is the recorder's: it shows the same steps in its table, and the
// last warning when a scenario refuses. A recorder that is gone took its socket along.
bool recorder_listens();

void note(std::string_view key, std::string_view value);
void note(std::string_view key, double value);  // two decimals
void note(std::string_view key, std::uint64_t value);

// The model.* notes, `gave_up` and `warning` of a load.
void note_load(const LoadOutcome& outcome, std::string_view profile);

// "threads": how many the last decode used, of how many, and how often the number fell.
void note_threads(const ThreadGovernor& governor);

// Declares what is held now, and withdraws what was declared before and is held no longer.
class MemoryMarks {
 public:
  void declare(tare::Engine& engine, tare::Bytes sqlite);

 private:
  struct Entry {
    std::string owner;
    std::string device;  // empty: RAM
    tare::Bytes reserved;
  };
  std::vector<Entry> declared_;
};

}  // namespace mate
