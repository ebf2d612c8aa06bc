// What we ourselves cost, from /proc/self.
#pragma once

#include "core/reading.h"
#include "port/platform.h"

namespace tare {

struct OwnCost {
  Duration cpu{};  // user and system, all threads, since we began; in steps of 10 ms. 0 if unknown
  Reading rss;
};

OwnCost own_cost(Platform& platform);

}  // namespace tare
