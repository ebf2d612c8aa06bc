// Warns once when a number of bytes rises over a limit, and again only after it fell clearly below.
#pragma once

#include "base/bytes.h"

namespace mate {

class RamAlert {
 public:
  // A limit of zero never warns. It is armed again below nine tenths of the limit.
  explicit RamAlert(tare::Bytes limit) : limit_(limit) {}

  // True exactly once per crossing.
  bool rises(tare::Bytes now) {
    if (limit_.value == 0) return false;
    if (now.value < limit_.value - limit_.value / 10) over_ = false;
    if (over_ || now < limit_) return false;
    over_ = true;
    return true;
  }
  tare::Bytes limit() const { return limit_; }

 private:
  tare::Bytes limit_;
  bool over_ = false;
};

}  // namespace mate
