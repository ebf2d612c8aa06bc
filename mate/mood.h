// The companion's feelings from reply to reply: what the emotion analyzer needs to remember.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "mate/emotion.h"

namespace mate {

class Mood {
 public:
  // The emotion of the next reply, smoothed by the ones before.
  Emotion feel(std::string_view reply);
  void forget();

 private:
  std::vector<EmotionKind> recent_;  // the last two, oldest first
  std::optional<Emotion> previous_;
};

}  // namespace mate
