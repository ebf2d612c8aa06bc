// The steps down when a model does not fit: before the load to the layers that fit the cards' free
// memory; when the load fails all the same, fewer layers, then a smaller context, then the CPU.
// Pure: it is told what failed and answers what to try next and what that gives up.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "port/engine.h"

namespace mate {

// What the engine's dry plan says of a request and the cards' free memory now.
struct CardFit {
  int layers = 0;      // the most that fit
  int all = 0;         // of the model; 0: not known
  tare::Bytes needed;  // by all of them
  tare::Bytes free;    // on the cards together
};
// Nothing when it cannot be told.
using LayersThatFit = std::function<std::optional<CardFit>(const tare::LoadRequest&)>;

struct LadderStep {
  tare::LoadRequest request;
  std::string gave_up;  // one sentence
};

class LoadLadder {
 public:
  // `planned` may be empty: the layers are halved instead. `layers` is what "all" means for the
  // model, 0 while unknown.
  LoadLadder(tare::LoadRequest wanted, LayersThatFit planned, int layers);

  // What to load instead of what was wanted, because the plan says that it does not fit; nothing
  // when it fits, or when nobody can tell. Once, before the first load.
  std::optional<LadderStep> before_load();

  // On the card, layers and context are each lowered twice at most: a failed load costs seconds.
  // The CPU is then tried with the context that was wanted, and smaller ones.
  // The next thing to try after `failed` failed with `why`; nothing when there is nothing left.
  std::optional<LadderStep> next(const tare::LoadRequest& failed, const std::string& why);

 private:
  std::optional<LadderStep> fewer_layers(const tare::LoadRequest& failed, const std::string& why);

  tare::LoadRequest wanted_;
  LayersThatFit planned_;
  int layers_;
  int layer_steps_ = 0;
  int context_steps_ = 0;
};

// Contexts below this are not worth a conversation.
constexpr std::uint32_t kSmallestContext = 512;

}  // namespace mate
