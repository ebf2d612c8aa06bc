// The conversation, oldest message first: the user's on the right, replies on the left.
#pragma once

#include <QScrollArea>
#include <QString>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace mate::gui {

enum class Speaker { user, mate, window };

class MessageList : public QScrollArea {
 public:
  explicit MessageList(QWidget* parent = nullptr);
  void add(Speaker speaker, const QString& text, const QString& caption = {});
  // The last message, while it is being written.
  void rewrite_last(const QString& text);
  void caption_last(const QString& caption);
  void clear();
  // Texts of all messages, for tests and for copying.
  std::vector<QString> texts() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Message {
    QWidget* row;
    QLabel* text;
    QLabel* caption;
  };
  void fit_widths();

  QVBoxLayout* rows_;
  std::vector<Message> messages_;  // widgets owned by the layout's parent
  bool at_end_ = true;             // follow what is written, unless the user scrolled back
};

}  // namespace mate::gui
