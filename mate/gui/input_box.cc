#include "mate/gui/input_box.h"

#include <QFontMetrics>
#include <QKeyEvent>

namespace mate::gui {

InputBox::InputBox(QWidget* parent) : QPlainTextEdit(parent) {
  setTabChangesFocus(true);
  constexpr int kLines = 3;
  setFixedHeight(fontMetrics().lineSpacing() * kLines + 12);
}

void InputBox::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && !event->modifiers().testFlag(Qt::ShiftModifier)) {
    on_enter();
  } else if (event->key() == Qt::Key_Escape) {
    on_escape();
  } else {
    QPlainTextEdit::keyPressEvent(event);
  }
}

}  // namespace mate::gui
