#include "mate/load_ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mate {

namespace {

constexpr int kStepsOnCard = 2;

std::string layers_text(int layers) {
  return layers < 0 ? std::string("all layers") : fmt::format("{} layers", layers);
}

}  // namespace

LoadLadder::LoadLadder(tare::LoadRequest wanted, LayersThatFit planned, int layers)
    : wanted_(std::move(wanted)), planned_(std::move(planned)), layers_(layers) {}

std::optional<LadderStep> LoadLadder::next(const tare::LoadRequest& failed,
                                           const std::string& why) {
  if (auto step = fewer_layers(failed, why)) return step;
  auto request = failed;
  bool on_card = failed.gpu_layers != 0;
  if (failed.ctx / 2 >= kSmallestContext && (!on_card || context_steps_ < kStepsOnCard)) {
    if (on_card) ++context_steps_;
    request.ctx /= 2;
    return LadderStep{request, fmt::format("Gave up a context of {} tokens for {}: {}", failed.ctx,
                                           request.ctx, why)};
  }
  if (!on_card) return std::nullopt;
  request = wanted_;
  request.gpu_layers = 0;
  return LadderStep{request, fmt::format("Gave up the GPU for the CPU: {}", why)};
}

// What the plan says fits comes first; from there, and without a plan, half as many.
std::optional<LadderStep> LoadLadder::fewer_layers(const tare::LoadRequest& failed,
                                                   const std::string& why) {
  if (failed.gpu_layers == 0 || layer_steps_ == kStepsOnCard) return std::nullopt;
  int had = failed.gpu_layers < 0 ? layers_ : failed.gpu_layers;
  if (layers_ > 0) had = std::min(had, layers_);
  std::optional<int> fewer;
  if (layer_steps_ == 0 && planned_) fewer = planned_(failed);
  if (!fewer && had > 1) fewer = had / 2;
  ++layer_steps_;
  if (!fewer || *fewer < 1 || (had > 0 && *fewer >= had)) return std::nullopt;
  auto request = failed;
  request.gpu_layers = *fewer;
  return LadderStep{request, fmt::format("Gave up {} on the GPU for {}: {}",
                                         layers_text(failed.gpu_layers), layers_text(*fewer), why)};
}

}  // namespace mate
