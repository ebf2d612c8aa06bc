// Where the user types: Enter sends, Shift+Enter starts a new line, Escape stops a reply.
#pragma once

#include <QPlainTextEdit>
#include <functional>

namespace mate::gui {

class InputBox : public QPlainTextEdit {
 public:
  explicit InputBox(QWidget* parent = nullptr);
  std::function<void()> on_enter;
  std::function<void()> on_escape;

 protected:
  void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace mate::gui
