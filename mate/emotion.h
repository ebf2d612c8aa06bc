// The emotion of a sentence, French or English, and how strongly the avatar shows it. The numbers
// are the original Desktop-Mate's; finding the words is ours (words, elisions, negation).
// Pure: no state, no files, any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "mate/emotion_kind.h"

namespace mate {

// All four from 0 to 100.
struct Emotion {
  EmotionKind kind = EmotionKind::neutral;
  double intensity = 0;   // how strongly
  double confidence = 0;  // how sure
  double score = 0;       // what decides between emotions
};

// What was found of one emotion in a text.
struct Evidence {
  int keywords = 0;
  int weight = 0;  // their sum
};

// min(100, 15 × weight), × 1.1 with two keywords, × 1.2 with three or more; at most 100.
double intensity_of(Evidence evidence);

// 80: the same as one of the last two; 65: a neighbour of one of them (joy and fun, angry and
// sorrow); 50 else. `recent` is oldest first.
double context_score(EmotionKind kind, std::span<const EmotionKind> recent);

// confidence = 0.4 intensity + 0.3 × 100 × min(1, keywords / 3) + 0.3 context,
// score = 0.7 intensity + 0.3 context.
Emotion weigh(EmotionKind kind, Evidence evidence, std::span<const EmotionKind> recent);

// The emotion with the highest score among those found with a weight of 2 or more; neutral (its
// intensity 0) when there is none. `recent`: the emotions of the replies before, oldest first.
Emotion analyze(std::string_view text, std::span<const EmotionKind> recent = {});

// Same emotion as before: 0.3 previous + 0.7 new intensity; another: 0.9 × new. Without a previous
// one, as it is. Kind, confidence and score stay.
Emotion smooth(const Emotion& now, const std::optional<Emotion>& previous);

// What the avatar shows. `name` is the expression's, empty for none (neutral, or an intensity below
// the emotion's threshold: 30 joy, 40 angry, 35 sorrow, 25 surprised, 30 fun, 0 neutral).
struct ExpressionLevel {
  std::string_view name;
  double value = 0;  // 0 to 1: intensity / 100 × 1.0, 0.8, 0.9, 1.2, 1.1, 0.5 in that order
};
ExpressionLevel for_avatar(const Emotion& emotion);

}  // namespace mate
