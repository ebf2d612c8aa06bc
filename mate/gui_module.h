// The contract between desktop-mate and its window, a module (libdesktop_mate_gui.so) that is
// opened on demand and never closed, so that only a process that shows a window pays for Qt. The
// module knows this header and Qt, nothing else of ours; the model lives on the program's side,
// once.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mate {

struct ChatLine {
  std::string user;
  std::string reply;
  std::string emotion;  // joy, angry, sorrow, surprised, fun, neutral; empty when unknown
};

// How one message ended.
struct ChatOutcome {
  std::string reply;    // the whole reply; what was said until then when it was cancelled
  std::string emotion;  // as in ChatLine
  double seconds = 0;
  double tokens_per_s = 0;  // of the reply
  bool cancelled = false;
  std::string error;  // one sentence, empty when all went well
};

// What the window asks of the program. All calls come from the window's thread and return at once
// (memory_report and history within some milliseconds). Callbacks come on a thread of the
// program's: the window has to carry them over to its own. The program outlives the window.
class ChatWindowBackend {
 public:
  virtual ~ChatWindowBackend() = default;
  // Starts one reply. `on_piece` gets each piece of text (whole UTF-8 characters); `on_done` comes
  // exactly once, after the last piece, also after an error. A second send before on_done is
  // refused: its on_done gets an error.
  virtual void send(std::string text, std::function<void(std::string_view piece)> on_piece,
                    std::function<void(const ChatOutcome&)> on_done) = 0;
  // Stops the reply that is being written; nothing when there is none.
  virtual void cancel() = 0;
  // Forgets the conversation (its memory on disk stays).
  virtual void reset() = 0;
  // The exchanges so far, oldest first, those of earlier sessions included.
  virtual std::vector<ChatLine> history() = 0;
  // What the process and its model hold: the text of /memory, several lines.
  virtual std::string memory_report() = 0;
  // The same in one line, for the window's foot; asked every two seconds.
  virtual std::string memory_line() {
    const std::string report = memory_report();
    return report.substr(0, report.find('\n'));
  }
  // Model and profile in one line, for the window's head; empty: nothing is shown.
  virtual std::string model_line() { return {}; }
  // Where the window was when it closed, to open there again.
  virtual void keep_geometry(int /*x*/, int /*y*/, int /*width*/, int /*height*/) {}
};

struct ChatWindowSettings {
  std::string title = "Desktop-Mate";
  int x = 100;
  int y = 100;
  int width = 800;
  int height = 600;
  bool french = false;
  int stop_fd = -1;  // readable: the window closes as if its user had closed it; -1: nothing
};

}  // namespace mate

// The module's entry points. desktop_mate_gui_make_application must come first where a window is
// wanted; both it and run return 0 when all went well, else an exit code after one sentence on
// standard error. Qt's thread is the caller's.
extern "C" {
// Opened and linked: proves that every symbol of the module was found. Returns 0.
int desktop_mate_gui_open(void);
// Makes the one QApplication (on the platform "offscreen" when no display is set) and keeps it.
// `argv` has to stay valid until the process ends.
int desktop_mate_gui_make_application(int argc, char** argv);
// Shows the window and returns when it was closed.
int desktop_mate_gui_run(mate::ChatWindowBackend* backend,
                         const mate::ChatWindowSettings* settings);
}
