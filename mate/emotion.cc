#include "mate/emotion.h"

#include <algorithm>
#include <array>

#include "mate/emotion_evidence.h"

namespace mate {

namespace {

constexpr std::array<double, kEmotions.size()> kMultiplier{1.0, 0.8, 0.9, 1.2, 1.1, 0.5};
constexpr std::array<double, kEmotions.size()> kThreshold{30, 40, 35, 25, 30, 0};

// One mild word alone ("nice", "game") is a word, not a feeling.
constexpr int kLeastWeight = 2;

bool neighbours(EmotionKind a, EmotionKind b) {
  auto pair = [&](EmotionKind x, EmotionKind y) {
    return (a == x && b == y) || (a == y && b == x);
  };
  return pair(EmotionKind::joy, EmotionKind::fun) || pair(EmotionKind::angry, EmotionKind::sorrow);
}

}  // namespace

double intensity_of(Evidence evidence) {
  double more = evidence.keywords >= 3 ? 1.2 : evidence.keywords == 2 ? 1.1 : 1.0;
  return std::min(100.0, std::min(100.0, 15.0 * evidence.weight) * more);
}

double context_score(EmotionKind kind, std::span<const EmotionKind> recent) {
  auto last = recent.last(std::min<std::size_t>(recent.size(), 2));
  if (std::ranges::find(last, kind) != last.end()) return 80;
  bool near = std::ranges::any_of(last, [&](EmotionKind other) { return neighbours(kind, other); });
  return near ? 65 : 50;
}

Emotion weigh(EmotionKind kind, Evidence evidence, std::span<const EmotionKind> recent) {
  double intensity = intensity_of(evidence);
  double context = context_score(kind, recent);
  double count = 100 * std::min(1.0, evidence.keywords / 3.0);
  return {.kind = kind,
          .intensity = intensity,
          .confidence = 0.4 * intensity + 0.3 * count + 0.3 * context,
          .score = 0.7 * intensity + 0.3 * context};
}

Emotion analyze(std::string_view text, std::span<const EmotionKind> recent) {
  auto evidence = evidence_in(text);
  Emotion best = weigh(EmotionKind::neutral, {}, recent);
  double highest = 0;
  for (EmotionKind kind : kEmotions) {
    if (evidence[index(kind)].weight < kLeastWeight) continue;
    Emotion found = weigh(kind, evidence[index(kind)], recent);
    if (found.score > highest) {
      highest = found.score;
      best = found;
    }
  }
  return best;
}

Emotion smooth(const Emotion& now, const std::optional<Emotion>& previous) {
  if (!previous) return now;
  Emotion smoothed = now;
  smoothed.intensity = previous->kind == now.kind ? 0.3 * previous->intensity + 0.7 * now.intensity
                                                  : 0.9 * now.intensity;
  return smoothed;
}

ExpressionLevel for_avatar(const Emotion& emotion) {
  if (emotion.kind == EmotionKind::neutral) return {};
  if (emotion.intensity < kThreshold[index(emotion.kind)]) return {};
  double value = emotion.intensity / 100 * kMultiplier[index(emotion.kind)];
  return {name(emotion.kind), std::clamp(value, 0.0, 1.0)};
}

}  // namespace mate
