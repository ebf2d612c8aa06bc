#include "mate/mood.h"

namespace mate {

namespace {

constexpr std::size_t kRemembered = 2;  // what context_score looks at

}  // namespace

Emotion Mood::feel(std::string_view reply) {
  auto now = smooth(analyze(reply, recent_), previous_);
  if (recent_.size() == kRemembered) recent_.erase(recent_.begin());
  recent_.push_back(now.kind);
  previous_ = now;
  return now;
}

void Mood::forget() {
  recent_.clear();
  previous_.reset();
}

}  // namespace mate
