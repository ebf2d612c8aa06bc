// NVIDIA's cards as a source that never blocks for long, whatever the driver does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "nvml/nvml_reader.h"
#include "port/platform.h"

namespace tare {

struct NvmlOptions {
  std::string library;  // empty: $TARE_NVML_LIBRARY, else the driver's own
  Duration deadline = std::chrono::milliseconds(500);
  Duration first_deadline = std::chrono::seconds(5);  // waking an idle card takes seconds
};

// The library lives on one worker thread: opened there, asked there, unloaded there when this is
// destroyed. When an answer does not come in time, the readings are missing ("the driver did not
// answer") and later calls return at once until it has come. A driver that still hangs at
// destruction is left alone with its thread.
class NvmlCards : public CardSource {
 public:
  // `platform` is used here only: is this a container, is it WSL2?
  explicit NvmlCards(Platform& platform, NvmlOptions options = {});
  ~NvmlCards() override;
  Cards read(pid_t pid) override;
  // All that the driver lists, in one question; `candidates` do not matter.
  std::vector<CardUsers> users(const std::vector<pid_t>& candidates) override;

 private:
  struct Question;
  struct Answer;
  struct Shared;
  std::optional<Answer> ask(const Question& question);
  Cards unanswered() const;

  NvmlOptions options_;
  std::shared_ptr<Shared> shared_;  // shared: a hanging worker outlives this
  Cards last_;                      // the cards' names while the driver is silent
  bool answered_ = false;
  std::optional<Missing> no_worker_;
  std::jthread worker_;
};

// Where the driver's library is looked for.
std::string nvml_library(bool wsl);
nvml::Surroundings surroundings(Platform& platform);

}  // namespace tare
