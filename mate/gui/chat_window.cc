#include "mate/gui/chat_window.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "mate/gui/emotion_face.h"
#include "mate/gui/input_box.h"
#include "mate/gui/message_list.h"
#include "mate/gui/relay.h"

namespace mate::gui {
namespace {

// More would only make the window slow to open; the memory on disk keeps them all.
constexpr std::size_t kHistoryShown = 50;

QString text(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString caption_of(const ChatOutcome& outcome, const Words& words, bool french) {
  QString caption = emotion_word(outcome.emotion, french);
  if (outcome.cancelled) {
    caption += (caption.isEmpty() ? "" : " · ") + words.cancelled;
  }
  if (outcome.tokens_per_s > 0) {
    caption += QString(caption.isEmpty() ? "%1 s · %2 tokens/s" : " · %1 s · %2 tokens/s")
                   .arg(outcome.seconds, 0, 'f', 1)
                   .arg(outcome.tokens_per_s, 0, 'f', 1);
  }
  return caption;
}

}  // namespace

ChatWindow::ChatWindow(ChatWindowBackend& backend, const ChatWindowSettings& settings)
    : backend_(backend),
      settings_(settings),
      words_(words(settings.french)),
      relay_(std::make_shared<Relay>(this)) {
  setWindowTitle(text(settings_.title));
  setGeometry(settings_.x, settings_.y, settings_.width, settings_.height);

  auto* down = new QVBoxLayout(this);
  messages_ = new MessageList(this);
  messages_->setAccessibleName("conversation");
  down->addWidget(make_head());
  down->addWidget(messages_, 1);
  down->addWidget(make_foot());
  bind_keys();

  show_history();
  set_busy(false);
  input_->setFocus();
  refresh_memory();
  auto* timer = new QTimer(this);
  QObject::connect(timer, &QTimer::timeout, this, [this] { refresh_memory(); });
  timer->start(std::chrono::seconds(2));
}

ChatWindow::~ChatWindow() { relay_->close(); }

QWidget* ChatWindow::make_head() {
  auto* head = new QWidget(this);
  auto* across = new QHBoxLayout(head);
  across->setContentsMargins(0, 0, 0, 0);
  face_ = new EmotionFace(head);
  emotion_ = new QLabel(head);
  emotion_->setObjectName("emotion");
  auto* model = new QLabel(text(backend_.model_line()), head);
  model->setObjectName("model");
  model->setTextFormat(Qt::PlainText);
  auto* start_over = new QPushButton(words_.start_over, head);
  QObject::connect(start_over, &QPushButton::clicked, this, [this] { this->start_over(); });
  across->addWidget(face_);
  across->addWidget(emotion_);
  across->addStretch();
  across->addWidget(model);
  across->addWidget(start_over);
  return head;
}

QWidget* ChatWindow::make_foot() {
  auto* foot = new QWidget(this);
  auto* down = new QVBoxLayout(foot);
  down->setContentsMargins(0, 0, 0, 0);
  auto* line = new QHBoxLayout;
  input_ = new InputBox(foot);
  input_->setObjectName("input");
  input_->setAccessibleName("message");
  input_->setPlaceholderText(words_.hint);
  send_ = new QPushButton(words_.send, foot);
  send_->setObjectName("send");
  cancel_ = new QPushButton(words_.cancel, foot);
  cancel_->setObjectName("cancel");
  line->addWidget(input_, 1);
  line->addWidget(send_);
  line->addWidget(cancel_);

  auto* below = new QHBoxLayout;
  memory_ = new QLabel(foot);
  memory_->setObjectName("memory");
  memory_->setTextFormat(Qt::PlainText);
  auto* details = new QPushButton(words_.memory, foot);
  details->setFlat(true);
  QObject::connect(details, &QPushButton::clicked, this, [this] { show_memory_report(); });
  below->addWidget(memory_, 1);
  below->addWidget(details);
  down->addLayout(line);
  down->addLayout(below);
  return foot;
}

void ChatWindow::bind_keys() {
  input_->on_enter = [this] { send(); };
  input_->on_escape = [this] { backend_.cancel(); };
  QObject::connect(send_, &QPushButton::clicked, this, [this] { send(); });
  QObject::connect(cancel_, &QPushButton::clicked, this, [this] { backend_.cancel(); });
  auto bind = [this](const char* keys, auto act) {
    QObject::connect(new QShortcut(QKeySequence(keys), this), &QShortcut::activated, this, act);
  };
  bind("Ctrl+N", [this] { start_over(); });
  bind("Ctrl+M", [this] { show_memory_report(); });
  bind("Ctrl+Q", [this] { close(); });
}

void ChatWindow::show_history() {
  const std::vector<ChatLine> lines = backend_.history();
  const std::size_t first = lines.size() - std::min(lines.size(), kHistoryShown);
  for (std::size_t i = first; i < lines.size(); ++i) {
    messages_->add(Speaker::user, text(lines[i].user));
    messages_->add(Speaker::mate, text(lines[i].reply),
                   emotion_word(lines[i].emotion, settings_.french));
  }
  if (lines.empty()) {
    messages_->add(Speaker::window, words_.welcome);
  }
  show_emotion(lines.empty() ? "neutral" : lines.back().emotion);
}

void ChatWindow::show_emotion(const std::string& emotion) {
  if (emotion.empty()) {
    return;
  }
  face_->show_emotion(emotion);
  emotion_->setText(emotion_word(emotion, settings_.french));
}

void ChatWindow::refresh_memory() { memory_->setText(text(backend_.memory_line())); }

void ChatWindow::send() {
  const QString message = input_->toPlainText().trimmed();
  if (busy_ || message.isEmpty()) {
    return;
  }
  sent_ = message;
  reply_.clear();
  input_->clear();
  messages_->add(Speaker::user, message);
  messages_->add(Speaker::mate, words_.thinking);
  set_busy(true);
  backend_.send(
      message.toStdString(),
      [this, relay = relay_](std::string_view piece) {
        relay->post([this, piece = text(piece)] { take_piece(piece); });
      },
      [this, relay = relay_](const ChatOutcome& outcome) {
        relay->post([this, outcome] { take_outcome(outcome); });
      });
}

void ChatWindow::take_piece(const QString& piece) {
  reply_ += piece;
  messages_->rewrite_last(reply_);
}

void ChatWindow::take_outcome(const ChatOutcome& outcome) {
  if (!outcome.error.empty()) {
    messages_->caption_last(text(outcome.error));
    if (input_->toPlainText().isEmpty()) {
      input_->setPlainText(sent_);
    }
  } else {
    messages_->rewrite_last(text(outcome.reply));
    messages_->caption_last(caption_of(outcome, words_, settings_.french));
    show_emotion(outcome.emotion);
  }
  set_busy(false);
  refresh_memory();
}

void ChatWindow::set_busy(bool busy) {
  busy_ = busy;
  send_->setVisible(!busy);
  cancel_->setVisible(busy);
}

void ChatWindow::start_over() {
  if (busy_) {
    return;  // the reply being written belongs to the conversation; stop it first
  }
  backend_.reset();
  messages_->clear();
  messages_->add(Speaker::window, words_.forgotten);
  show_emotion("neutral");
  input_->setFocus();
}

// Below the reply being written nothing may be added: it is the last message.
void ChatWindow::show_memory_report() {
  if (!busy_) {
    messages_->add(Speaker::window, text(backend_.memory_report()));
  }
}

void ChatWindow::closeEvent(QCloseEvent* event) {
  backend_.cancel();
  const QRect place = geometry();
  backend_.keep_geometry(place.x(), place.y(), place.width(), place.height());
  event->accept();
}

}  // namespace mate::gui
