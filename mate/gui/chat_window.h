// The chat window: what was said, what is being said, the face, what the model is and holds.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

#include "mate/gui/words.h"
#include "mate/gui_module.h"

class QLabel;
class QPushButton;

namespace mate::gui {

class EmotionFace;
class InputBox;
class MessageList;
class Relay;

class ChatWindow : public QWidget {
 public:
  // The backend outlives the window.
  ChatWindow(ChatWindowBackend& backend, const ChatWindowSettings& settings);
  ~ChatWindow() override;
  ChatWindow(const ChatWindow&) = delete;
  ChatWindow& operator=(const ChatWindow&) = delete;

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  QWidget* make_head();
  QWidget* make_foot();
  void bind_keys();
  void show_history();
  void show_emotion(const std::string& emotion);
  void refresh_memory();
  void send();
  void take_piece(const QString& piece);
  void take_outcome(const ChatOutcome& outcome);
  void set_busy(bool busy);
  void start_over();
  void show_memory_report();

  ChatWindowBackend& backend_;
  const ChatWindowSettings settings_;
  const Words words_;
  std::shared_ptr<Relay> relay_;

  EmotionFace* face_ = nullptr;  // the widgets belong to the window
  QLabel* emotion_ = nullptr;
  MessageList* messages_ = nullptr;
  InputBox* input_ = nullptr;
  QPushButton* send_ = nullptr;
  QPushButton* cancel_ = nullptr;
  QLabel* memory_ = nullptr;

  bool busy_ = false;
  QString sent_;   // the message being answered, given back when it failed
  QString reply_;  // as far as it is written
};

}  // namespace mate::gui
