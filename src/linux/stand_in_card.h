// A card for machines without one: a process of ours that holds a model's layers in RAM and answers
// llama.cpp as a remote card of a given size (llama.cpp's RPC server on 127.0.0.1). It is labelled
// as a stand-in wherever it is shown.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "port/platform.h"
#include "port/stand_in_block.h"

namespace tare {

// Threads: one at a time. The process ends with this object, and with our process however it ends.
// It serves one client at a time, and any program of this machine may be that client.
class StandInCard : public CardSource {
 public:
  // Starts `executable` (tare-stand-in-card) and returns when it can be connected to: ten seconds
  // at most. Errors: a size below 1 MiB, no such executable, it ended or did not answer in time.
  static Result<std::unique_ptr<StandInCard>> start(Bytes size, const std::string& executable);
  ~StandInCard() override;
  StandInCard(const StandInCard&) = delete;
  StandInCard& operator=(const StandInCard&) = delete;

  std::string endpoint() const;  // "127.0.0.1:PORT"
  pid_t pid() const { return pid_; }
  Bytes size() const { return size_; }
  // The most that was ever allocated on it.
  Bytes peak() const;

  // One card, "stand-in:0". It serves one program, so what that program holds is what is used,
  // whichever `pid` is asked for. Missing when the card's process has ended.
  Cards read(pid_t pid) override;

 private:
  struct Unmap {
    void operator()(StandInBlock* block) const;
  };

  StandInCard() = default;
  Result<> launch(const std::string& executable);
  Result<> wait_until_ready(const std::string& executable);
  bool ended();

  Bytes size_;
  pid_t pid_ = -1;
  bool reaped_ = false;
  std::unique_ptr<StandInBlock, Unmap> block_;
  UniqueFd shared_;
  UniqueFd life_;  // the card's process reads the other end and goes when this one closes
};

}  // namespace tare
