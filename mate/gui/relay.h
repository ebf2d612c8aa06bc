// Carries work from any thread to the window's, and drops it once the window is gone.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

class QObject;

namespace mate::gui {

// Kept by shared_ptr in every callback handed to the program; the window closes it in its
// destructor. Work arrives in the order in which it was posted.
class Relay {
 public:
  explicit Relay(QObject* window) : window_(window) {}
  void post(std::function<void()> work);
  void close();

 private:
  std::mutex mutex_;
  QObject* window_;  // borrowed; null once closed
};

}  // namespace mate::gui
