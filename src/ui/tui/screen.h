// The terminal, by ncurses: the only folder that names it.
#pragma once

#include <memory>
#include <vector>

#include "app/watch_model.h"
#include "base/result.h"
#include "ui/tui/frame.h"

namespace tare::tui {

struct ScreenOptions {
  bool color = true;    // else bold, dim and reverse only
  bool unicode = true;  // the locale is UTF-8, and setlocale() was called
};

// Threads: one. At most one Screen lives at a time. The terminal is as before when it is gone.
class Screen {
 public:
  // Refused when the terminal is not known (TERM) or standard input or output is none.
  static Result<std::unique_ptr<Screen>> open(ScreenOptions options);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  std::size_t width() const;
  std::size_t height() const;

  void show(const Frame& frame);
  void bell();

  // Every key that was pressed; never waits.
  std::vector<Key> keys();
  // The other end of the terminal is gone: no key will come any more.
  bool closed() const;

  // The window has another size.
  void resize();
  // Gives the terminal back, and takes it again: what was shown must be shown anew.
  void leave();
  void enter();

 private:
  explicit Screen(ScreenOptions options) : options_(options) {}
  void set_up();

  ScreenOptions options_;
};

}  // namespace tare::tui
