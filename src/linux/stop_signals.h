// SIGINT, SIGTERM and SIGHUP as something to poll, instead of an end without tidying up.
#pragma once

#include <csignal>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tare {

// Blocks the signals in the calling thread (so begin it before other threads) until destruction;
// one that comes after the last take() acts then. Signals that are ignored stay so (nohup).
class StopSignals {
 public:
  static Result<StopSignals> begin();
  StopSignals(StopSignals&&) = default;
  StopSignals& operator=(StopSignals&&) = delete;
  ~StopSignals();

  int fd() const { return fd_.get(); }
  // The next signal that came, 0 when none is left.
  int take();
  // The mask from before: what a child shall begin with.
  const sigset_t& mask_before() const { return before_; }

 private:
  StopSignals(UniqueFd fd, const sigset_t& before) : fd_(std::move(fd)), before_(before) {}

  UniqueFd fd_;
  sigset_t before_;
};

}  // namespace tare
