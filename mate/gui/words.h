// Every word that the window shows, in the languages that it speaks.
#pragma once

#include <QString>
#include <string_view>

namespace mate::gui {

struct Words {
  QString send, cancel, start_over, memory;
  QString hint;      // in the empty input box
  QString thinking;  // while the first token is awaited
  QString cancelled, welcome, forgotten;
};

Words words(bool french);

// An emotion of the analyzer ("joy" …) in the user's language; unknown ones stay as they are.
QString emotion_word(std::string_view emotion, bool french);

}  // namespace mate::gui
