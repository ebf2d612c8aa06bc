#include "mate/gui/words.h"

#include <algorithm>
#include <array>

namespace mate::gui {
namespace {

struct EmotionWord {
  std::string_view emotion;
  const char* english;
  const char* french;
};

constexpr std::array kEmotions = {
    EmotionWord{"joy", "joy", "joie"},
    EmotionWord{"angry", "angry", "colère"},
    EmotionWord{"sorrow", "sorrow", "tristesse"},
    EmotionWord{"surprised", "surprised", "surprise"},
    EmotionWord{"fun", "fun", "amusement"},
    EmotionWord{"neutral", "neutral", "neutre"},
};

}  // namespace

Words words(bool french) {
  if (french) {
    return {.send = "&Envoyer",
            .cancel = "&Arrêter",
            .start_over = "&Nouvelle conversation",
            .memory = "&Mémoire",
            .hint = "Votre message (Entrée pour envoyer, Maj+Entrée pour une ligne de plus)",
            .thinking = "…",
            .cancelled = "arrêté",
            .welcome = "Dites bonjour !",
            .forgotten = "Nouvelle conversation."};
  }
  return {.send = "&Send",
          .cancel = "S&top",
          .start_over = "&New conversation",
          .memory = "&Memory",
          .hint = "Your message (Enter sends, Shift+Enter starts a new line)",
          .thinking = "…",
          .cancelled = "stopped",
          .welcome = "Say hello!",
          .forgotten = "A new conversation."};
}

QString emotion_word(std::string_view emotion, bool french) {
  const auto* found = std::ranges::find(kEmotions, emotion, &EmotionWord::emotion);
  if (found == kEmotions.end()) {
    return QString::fromUtf8(emotion.data(), static_cast<qsizetype>(emotion.size()));
  }
  return QString::fromUtf8(french ? found->french : found->english);
}

}  // namespace mate::gui
