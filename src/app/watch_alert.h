// A process's RAM over a threshold, told once per crossing: again only after it fell clearly below.
#pragma once

#include "core/reading.h"

namespace tare {

class WatchAlert {
 public:
  // True exactly once per crossing. A threshold of zero never tells. It is over until it is below
  // nine tenths of the threshold; a reading that is missing changes nothing.
  bool rises(const Reading& now, Bytes threshold) {
    if (threshold.value == 0) return over_ = false;
    if (!now) return false;
    if ((*now).value < threshold.value - threshold.value / 10) over_ = false;
    if (over_ || *now < threshold) return false;
    return over_ = true;
  }
  bool over() const { return over_; }

 private:
  bool over_ = false;
};

}  // namespace tare
