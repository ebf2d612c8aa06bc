// The whole screen of `tare top`, drawn from the model alone.
#pragma once

#include "app/watch_model.h"
#include "report/words.h"
#include "ui/tui/frame.h"

namespace tare::tui {

struct View {
  std::size_t width = 80;
  std::size_t height = 24;
  bool unicode = true;
  Lang lang = Lang::en;
};

// Exactly `height` lines, none wider than `width`. What there is no room for is left out, the
// largest processes last.
Frame draw(const WatchModel& model, const View& view);

}  // namespace tare::tui
