#include "mate/gui/relay.h"

#include <QMetaObject>
#include <QObject>
#include <utility>

namespace mate::gui {

void Relay::post(std::function<void()> work) {
  // Under the lock, the window can't go between the question and the call; what is queued and not
  // yet done when it goes, Qt drops with it.
  const std::lock_guard lock(mutex_);
  if (window_ != nullptr) {
    QMetaObject::invokeMethod(window_, std::move(work), Qt::QueuedConnection);
  }
}

void Relay::close() {
  const std::lock_guard lock(mutex_);
  window_ = nullptr;
}

}  // namespace mate::gui
