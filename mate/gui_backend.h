// A companion behind the window: one worker thread talks, the window's thread only asks.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "mate/companion.h"
#include "mate/gui_module.h"

namespace mate {

class GuiBackend : public ChatWindowBackend {
 public:
  // Both outlive it. `companion` is loaded already. `keep_geometry` may be empty.
  GuiBackend(Companion& companion, std::string model_line,
             std::function<void(int x, int y, int width, int height)> keep_geometry);
  // Cancels a reply and waits for its end.
  ~GuiBackend() override;

  void send(std::string text, std::function<void(std::string_view)> on_piece,
            std::function<void(const ChatOutcome&)> on_done) override;
  void cancel() override;
  void reset() override;
  std::vector<ChatLine> history() override;
  std::string memory_report() override;
  std::string memory_line() override;
  std::string model_line() override { return model_line_; }
  void keep_geometry(int x, int y, int width, int height) override;

 private:
  struct Job {
    std::string text;  // empty with `reset`
    std::function<void(std::string_view)> on_piece;
    std::function<void(const ChatOutcome&)> on_done;
    bool reset = false;
  };
  void work();
  void talk(const Job& job);
  Holdings holdings();

  Companion& companion_;
  std::string model_line_;
  std::function<void(int, int, int, int)> keep_geometry_;
  std::mutex mutex_;  // guards the four below
  std::condition_variable wake_;
  std::vector<Job> jobs_;
  bool talking_ = false;
  bool stopping_ = false;
  std::mutex companion_mutex_;  // guards companion_, but for cancel()
  std::mutex last_mutex_;       // guards last_ and history_
  Holdings last_;               // told while a reply keeps the companion busy
  std::vector<ChatLine> history_;
  std::jthread worker_;
};

}  // namespace mate
