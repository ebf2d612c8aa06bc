// The six emotions of Desktop-Mate.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mate {

enum class EmotionKind : std::uint8_t { joy, angry, sorrow, surprised, fun, neutral };
inline constexpr std::array kEmotions{EmotionKind::joy,    EmotionKind::angry,
                                      EmotionKind::sorrow, EmotionKind::surprised,
                                      EmotionKind::fun,    EmotionKind::neutral};
constexpr std::size_t index(EmotionKind kind) { return static_cast<std::size_t>(kind); }

// As the conversation memory and the avatar write them.
constexpr std::string_view name(EmotionKind kind) {
  switch (kind) {
    case EmotionKind::joy:
      return "joy";
    case EmotionKind::angry:
      return "angry";
    case EmotionKind::sorrow:
      return "sorrow";
    case EmotionKind::surprised:
      return "surprised";
    case EmotionKind::fun:
      return "fun";
    case EmotionKind::neutral:
      return "neutral";
  }
  return "neutral";
}

constexpr std::optional<EmotionKind> emotion_named(std::string_view text) {
  for (EmotionKind kind : kEmotions) {
    if (name(kind) == text) return kind;
  }
  return std::nullopt;
}

}  // namespace mate
