#include "mate/gui/emotion_face.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace mate::gui {
namespace {

// Fractions of the face's height: how far the mouth's middle lies below its corners, how open it
// is, how far the inner ends of the brows lie below the outer ones.
struct Look {
  std::string_view emotion;
  QRgb colour;
  double smile, open, brows;
};

constexpr std::array kLooks = {
    Look{"joy", 0xffe8b23a, 0.13, 0.0, 0.0},        Look{"fun", 0xffe88f3a, 0.15, 0.14, -0.03},
    Look{"angry", 0xffd6604d, -0.12, 0.0, 0.08},    Look{"sorrow", 0xff5b8fc7, -0.14, 0.0, -0.08},
    Look{"surprised", 0xff9b79c9, 0.0, 0.2, -0.02}, Look{"neutral", 0xff8a9a9a, 0.0, 0.0, 0.0},
};

const Look& look_of(std::string_view emotion) {
  const auto* found = std::ranges::find(kLooks, emotion, &Look::emotion);
  return found == kLooks.end() ? kLooks.back() : *found;
}

}  // namespace

EmotionFace::EmotionFace(QWidget* parent) : QWidget(parent) { setFixedSize(40, 40); }

void EmotionFace::show_emotion(std::string emotion) {
  emotion_ = std::move(emotion);
  update();
}

void EmotionFace::paintEvent(QPaintEvent* /*event*/) {
  const Look& look = look_of(emotion_);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(width() / 2.0, height() / 2.0);
  painter.scale(height() - 2.0, height() - 2.0);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(look.colour));
  painter.drawEllipse(QPointF(0, 0), 0.5, 0.5);

  painter.setBrush(QColor(30, 30, 30));
  painter.drawEllipse(QPointF(-0.17, -0.08), 0.055, 0.07);
  painter.drawEllipse(QPointF(0.17, -0.08), 0.055, 0.07);
  painter.setPen(QPen(QColor(30, 30, 30), 0.05, Qt::SolidLine, Qt::RoundCap));
  if (look.brows != 0.0) {
    painter.drawLine(QPointF(-0.26, -0.24), QPointF(-0.10, -0.24 + look.brows));
    painter.drawLine(QPointF(0.26, -0.24), QPointF(0.10, -0.24 + look.brows));
  }
  QPainterPath mouth(QPointF(-0.2, 0.2));
  mouth.quadTo(QPointF(0, 0.2 + 2 * look.smile), QPointF(0.2, 0.2));
  if (look.open > 0.0) {
    painter.drawEllipse(QPointF(0, 0.22), look.open * 0.6, look.open * 0.6);
  } else {
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(mouth);
  }
}

}  // namespace mate::gui
