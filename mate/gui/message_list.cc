#include "mate/gui/message_list.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

namespace mate::gui {
namespace {

// Colours come from the palette alone, so that the window is dark where the system is.
QString bubble_style(Speaker speaker) {
  switch (speaker) {
    case Speaker::user:
      return "QFrame#bubble { background: palette(highlight); border-radius: 10px; }"
             "QFrame#bubble QLabel { color: palette(highlighted-text); }";
    case Speaker::mate:
      return "QFrame#bubble { background: palette(alternate-base); border-radius: 10px; "
             "border: 1px solid palette(midlight); }";
    case Speaker::window:
      return "QFrame#bubble { border: none; } QFrame#bubble QLabel { color: palette(mid); }";
  }
  return {};
}

QLabel* make_label(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setTextFormat(Qt::PlainText);  // a model's words are never markup
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setFocusPolicy(Qt::NoFocus);
  return label;
}

}  // namespace

MessageList::MessageList(QWidget* parent) : QScrollArea(parent) {
  auto* content = new QWidget(this);
  rows_ = new QVBoxLayout(content);
  rows_->setSpacing(8);
  rows_->addStretch();
  setWidget(content);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);  // Page Up and Down once tabbed to
  QObject::connect(verticalScrollBar(), &QScrollBar::valueChanged, this,
                   [this](int value) { at_end_ = value >= verticalScrollBar()->maximum() - 4; });
  QObject::connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int end) {
    if (at_end_) {
      verticalScrollBar()->setValue(end);
    }
  });
}

void MessageList::add(Speaker speaker, const QString& text, const QString& caption) {
  auto* row = new QWidget(widget());
  auto* across = new QHBoxLayout(row);
  across->setContentsMargins(0, 0, 0, 0);
  auto* bubble = new QFrame(row);
  bubble->setObjectName("bubble");
  bubble->setStyleSheet(bubble_style(speaker));
  auto* inside = new QVBoxLayout(bubble);
  inside->setContentsMargins(10, 6, 10, 6);
  inside->setSpacing(2);
  QLabel* words = make_label(text, bubble);
  QLabel* below = make_label(caption, bubble);
  QFont small = below->font();
  small.setPointSizeF(small.pointSizeF() * 0.85);
  below->setFont(small);
  below->setVisible(!caption.isEmpty());
  inside->addWidget(words);
  inside->addWidget(below);

  if (speaker == Speaker::user) {
    across->addStretch();
  }
  across->addWidget(bubble);
  if (speaker == Speaker::mate) {
    across->addStretch();
  }
  rows_->insertWidget(rows_->count() - 1, row);
  messages_.push_back({.row = row, .text = words, .caption = below});
  at_end_ = true;
  fit_widths();
}

void MessageList::rewrite_last(const QString& text) {
  messages_.back().text->setText(text);
  fit_widths();
}

void MessageList::caption_last(const QString& caption) {
  messages_.back().caption->setText(caption);
  messages_.back().caption->setVisible(!caption.isEmpty());
  fit_widths();
}

void MessageList::clear() {
  for (const Message& message : messages_) {
    delete message.row;
  }
  messages_.clear();
}

std::vector<QString> MessageList::texts() const {
  std::vector<QString> all;
  all.reserve(messages_.size());
  for (const Message& message : messages_) {
    all.push_back(message.text->text());
  }
  return all;
}

void MessageList::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  fit_widths();
}

// A wrapping label asks for little; a bubble is as wide as its longest line, up to three quarters.
void MessageList::fit_widths() {
  const int most = viewport()->width() * 3 / 4;
  for (const Message& message : messages_) {
    for (QLabel* label : {message.text, message.caption}) {
      const QRect line = label->fontMetrics().boundingRect(QRect(0, 0, most, 1 << 20),
                                                           Qt::TextWordWrap, label->text());
      label->setMinimumWidth(line.width() + 4);
      label->setMaximumWidth(most + 4);
    }
  }
}

}  // namespace mate::gui
