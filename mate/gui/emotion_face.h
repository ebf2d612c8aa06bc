// The face in the window's head: the emotion of the last reply, drawn, so that no font is needed.
#pragma once

#include <QWidget>
#include <string>

namespace mate::gui {

class EmotionFace : public QWidget {
 public:
  explicit EmotionFace(QWidget* parent = nullptr);
  void show_emotion(std::string emotion);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::string emotion_ = "neutral";
};

}  // namespace mate::gui
