// The door to where runs are kept. sqlite/ answers; port/fake/ keeps them in memory.
#pragma once

#include "base/result.h"
#include "core/run.h"

namespace tare {

class RunStore {
 public:
  virtual ~RunStore() = default;
  virtual Result<> begin(const RunFacts& facts) = 0;
  // A step or turn is durable against SIGKILL of everything when this returns; whatever was added
  // before it is too. Samples and notes may wait for the next step, turn or flush.
  virtual Result<> add(const Step& step) = 0;
  virtual Result<> add(const Turn& turn) = 0;
  virtual Result<> add(const Sample& sample) = 0;
  virtual Result<> add(const Note& note) = 0;
  virtual Result<> flush() = 0;
  // The run is over; the store is one closed file afterwards.
  virtual Result<> end(const End& end, Duration lasted, const Cost& cost) = 0;
  // All that was stored so far.
  virtual Result<Run> read() = 0;
};

}  // namespace tare
