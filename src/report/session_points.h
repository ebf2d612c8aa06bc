// Points of attention: a number from the rows, two thresholds, a level. Pure.
#pragma once

#include <vector>

#include "core/figures.h"
#include "report/session_parts.h"
#include "report/session_words.h"

namespace tare {

// Red from `red` on, amber from `amber` on, else green.
enum class Level { red, amber, green };

// What a point calls for when it is not green.
enum class Measure { warm_up, smaller_context, fewer_layers, find_keeper, relieve_machine, repeat };

struct AttentionPoint {
  SessionWord title;
  SessionWord counter;  // which rows it is read from
  SessionWord unit;     // a pattern of one number
  double value = 0;
  double amber = 0;
  double red = 0;
  Measure measure = Measure::repeat;
  Level level() const {
    if (value >= red) return Level::red;
    return value >= amber ? Level::amber : Level::green;
  }
};
struct NotJudged {
  SessionWord title;
  Unknown why;
};
struct Attention {
  std::vector<AttentionPoint> points;  // red ones first
  std::vector<NotJudged> not_judged;
};
Attention attention(const Session& session);

}  // namespace tare
