// Records one execution of one program: the one loop between the program's marks, the clock and
// the store. Deterministic under a fake clock, platform and program.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/run.h"
#include "port/platform.h"
#include "port/program.h"
#include "port/run_store.h"

namespace tare {

struct RecordOptions {
  Duration interval = std::chrono::milliseconds(100);     // between samples; at least 1 ms
  Duration cards_every = std::chrono::milliseconds(500);  // in samples; always fresh at steps
  Duration grace = std::chrono::seconds(5);  // between SIGTERM and SIGKILL once we are interrupted
  std::vector<Note> notes;                   // of whoever asked for the run; stored with it
};

// Called from the loop, so the program's next step waits for them.
struct RecordHooks {
  virtual ~RecordHooks() = default;
  // Stored and answered. `first`: the run's first step, null at itself. `previous`: of a step the
  // step before; of a part the step or part before. Parts are never a `first`.
  virtual void on_step(const Step& /*step*/, const Step* /*first*/, const Step* /*previous*/) {}
  virtual void on_turn(const Turn& /*turn*/) {}
  virtual void on_sample(const Sample& /*sample*/) {}
  virtual void on_warning(std::string_view /*text*/) {}
};

// How it ended, and what whoever asked for it must know.
struct Recorded : End {
  int interrupted = 0;           // the first signal that asked us to stop, 0 when none
  std::optional<Error> unsaved;  // the first failure of the store; later rows may be in it or not
  std::vector<Note> notes;       // said after the last step
  Duration lasted{};
  Cost cost;
};

// Returns when the program has ended. A step is stored before the program goes on; a store that
// fails is warned of once and never stops the program or the hooks. Interrupted, it asks the
// program to end (a second time: kills it) and keeps what was measured. Bad input only for options
// out of range. The store is begun and ended here; `facts.pid` is set from the program.
Result<Recorded> record_run(Platform& platform, const std::vector<CardSource*>& cards,
                            Program& program, RunStore& store, RunFacts facts,
                            const RecordOptions& options, RecordHooks& hooks);

}  // namespace tare
