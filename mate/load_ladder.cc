#include "mate/load_ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mate {

namespace {

constexpr int kStepsOnCard = 2;

std::string layers_text(int layers) {
  if (layers < 0) return "all layers";
  return fmt::format("{} layer{}", layers, layers == 1 ? "" : "s");
}

}  // namespace

LoadLadder::LoadLadder(tare::LoadRequest wanted, LayersThatFit planned, int layers)
    : wanted_(std::move(wanted)), planned_(std::move(planned)), layers_(layers) {}

std::optional<LadderStep> LoadLadder::before_load() {
  if (!planned_ || wanted_.gpu_layers == 0) return std::nullopt;
  auto fit = planned_(wanted_);
  if (!fit || fit->all == 0) return std::nullopt;
  layers_ = fit->all;
  int asked = wanted_.gpu_layers < 0 ? layers_ : std::min(wanted_.gpu_layers, layers_);
  if (fit->layers >= asked) return std::nullopt;
  auto request = wanted_;
  request.gpu_layers = fit->layers;
  auto needed = tare::mib_text(fit->needed);
  auto free = tare::mib_text(fit->free);
  if (fit->layers == 0) {
    return LadderStep{request, fmt::format("Gave up the GPU for the CPU before the load: all {} "
                                           "layers take {} MiB, and not one fits into the {} MiB "
                                           "that are free.",
                                           layers_, needed, free)};
  }
  return LadderStep{
      request, fmt::format("Gave up {} on the GPU for {} before the load: all {} take {} MiB, and "
                           "{} MiB are free.",
                           layers_text(wanted_.gpu_layers), layers_text(fit->layers), layers_,
                           needed, free)};
}

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

// What the plan says fits now comes first (another program may have taken memory since the last
// look); where that is not fewer, and without a plan, half as many.
std::optional<LadderStep> LoadLadder::fewer_layers(const tare::LoadRequest& failed,
                                                   const std::string& why) {
  if (failed.gpu_layers == 0 || layer_steps_ == kStepsOnCard) return std::nullopt;
  int had = failed.gpu_layers < 0 ? layers_ : failed.gpu_layers;
  if (layers_ > 0) had = std::min(had, layers_);
  auto fit = planned_ ? planned_(failed) : std::nullopt;
  int fewer = fit ? fit->layers : had / 2;
  if (had > 0 && fewer >= had) fewer = had / 2;
  ++layer_steps_;
  if (fewer < 1) return std::nullopt;
  auto request = failed;
  request.gpu_layers = fewer;
  return LadderStep{request, fmt::format("Gave up {} on the GPU for {}: {}",
                                         layers_text(failed.gpu_layers), layers_text(fewer), why)};
}

}  // namespace mate
