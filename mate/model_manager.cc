#include "mate/model_manager.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mate {

namespace {

constexpr int kWarmTokens = 2;

std::string advice(const tare::LoadRequest& request) {
  bool wide = request.kv_type.find("16") != std::string::npos || request.kv_type == "f32";
  return wide ? "use --kv-type q8_0, a smaller --ctx" : "use a smaller --ctx";
}

}  // namespace

ModelManager::ModelManager(tare::Engine& engine, MemoryWatch& watch, LayersThatFit planned,
                           RamCheck ram)
    : engine_(engine), watch_(watch), planned_(std::move(planned)), ram_(std::move(ram)) {}

tare::Result<LoadOutcome> ModelManager::load(const tare::LoadRequest& asked,
                                             const std::function<void(float)>& progress) {
  if (loaded_) unload();
  own_before_load_ = watch_.process().own;
  LoadOutcome outcome{.asked = asked};
  auto request = fit_to_machine(asked, outcome);
  LoadLadder ladder(request, planned_, 0);
  auto looked = tare::Clock::now();
  if (auto lower = ladder.before_load()) {
    outcome.gave_up.push_back(lower->gave_up);
    request = lower->request;
  }
  outcome.planning = tare::Clock::now() - looked;
  for (;;) {
    if (auto room = make_room(request, outcome); !room) return tare::pass(room.error());
    auto began = tare::Clock::now();
    auto facts = engine_.load(request, progress);
    if (facts) {
      outcome.facts = std::move(*facts);
      outcome.used = request;
      outcome.took = tare::Clock::now() - began;
      break;
    }
    if (facts.error().kind != tare::ErrorKind::refused) return tare::pass(facts.error());
    auto step = ladder.next(request, facts.error().text);
    if (!step) return tare::pass(facts.error());
    outcome.gave_up.push_back(step->gave_up);
    request = step->request;
  }
  remark(asked, outcome);
  loaded_ = outcome;
  watch_.log("model loaded");
  return outcome;
}

// Layers for a card that is not there are no failed load, but the user asked for something.
tare::LoadRequest ModelManager::fit_to_machine(const tare::LoadRequest& asked,
                                               LoadOutcome& outcome) {
  auto request = asked;
  bool gpu = std::ranges::any_of(engine_.devices(), &tare::EngineDevice::gpu);
  if (!gpu && request.gpu_layers != 0) {
    request.gpu_layers = 0;
    outcome.remarks.emplace_back("No GPU was found: the model runs on the CPU.");
  }
  return request;
}

// A load that has no room in RAM does not fail: the system ends this process, or another. So it is
// stepped down before it is tried.
tare::Result<> ModelManager::make_room(tare::LoadRequest& request, LoadOutcome& outcome) const {
  if (!ram_) return {};
  auto verdict = ram_(request);
  if (!verdict.no_room.empty()) {
    auto wanted = request.ctx;
    auto why = verdict.no_room;
    verdict = smaller_context(request);
    if (!verdict.no_room.empty()) {
      return tare::refused(fmt::format(
          "{}; a smaller --ctx would not help: use --kv-type q8_0, a smaller model, or close other "
          "programs.",
          verdict.no_room));
    }
    outcome.gave_up.push_back(fmt::format("Gave up a context of {} tokens for {}: {}; {}.", wanted,
                                          request.ctx, why, advice(request)));
  }
  if (!verdict.no_lock.empty()) {
    outcome.gave_up.push_back(
        fmt::format("Gave up locking the weights in RAM: {}.", verdict.no_lock));
    request.mlock = false;
    verdict = ram_(request);
  }
  outcome.warnings.clear();  // those of a request that was stepped down from
  if (!verdict.will_page.empty())
    outcome.warnings.push_back(
        fmt::format("{}: take a smaller model or close other programs.", verdict.will_page));
  return {};
}

// The largest half of a half … that fits; the smallest context, and why not, when none does.
RamVerdict ModelManager::smaller_context(tare::LoadRequest& request) const {
  auto wanted = request.ctx;
  request.ctx = std::min(wanted, kSmallestContext);
  auto least = ram_(request);
  if (!least.no_room.empty()) return least;
  for (auto ctx = wanted / 2; ctx > kSmallestContext; ctx /= 2) {
    request.ctx = ctx;
    if (auto verdict = ram_(request); verdict.no_room.empty()) return verdict;
  }
  request.ctx = kSmallestContext;
  return least;
}

void ModelManager::remark(const tare::LoadRequest& asked, LoadOutcome& outcome) const {
  const auto& facts = outcome.facts;
  if (asked.gpu_layers > facts.layers && facts.gpu_layers == facts.layers) {
    outcome.remarks.push_back(
        fmt::format("{} GPU layers were asked for and the model has {}: the same as all layers.",
                    asked.gpu_layers, facts.layers));
  }
  if (facts.train_ctx > 0 && facts.ctx > facts.train_ctx) {
    outcome.remarks.push_back(
        fmt::format("The context of {} tokens is longer than the {} the model was trained for.",
                    facts.ctx, facts.train_ctx));
  }
  if (!facts.own_template) {
    outcome.remarks.emplace_back(
        "The model's file has no chat template of its own: a common one (ChatML) is used.");
  }
  if (!outcome.used.mlock) return;
  tare::Bytes weights;  // in RAM
  for (const auto& device : engine_.memory()) {
    if (!device.gpu) weights += device.weights;
  }
  auto locked = watch_.process().locked;
  if (locked && *locked < weights) {
    outcome.remarks.push_back(fmt::format(
        "Locking {} MiB of weights in RAM was asked for and {} MiB are locked (limit: ulimit -l).",
        tare::mib_text(weights), tare::mib_text(*locked)));
  }
}

tare::Result<tare::Duration> ModelManager::warm(std::span<const tare::Token> prompt,
                                                const std::function<int()>& threads) {
  auto began = tare::Clock::now();
  auto made = engine_.generate({.prompt = prompt,
                                .max_tokens = kWarmTokens,
                                .sampling = {.temperature = 0},
                                .ignore_end = true,
                                .threads = threads});
  if (!made) return tare::pass(made.error());
  return tare::Clock::now() - began;
}

UnloadOutcome ModelManager::unload() {
  UnloadOutcome outcome{.own_before_load = own_before_load_, .own_loaded = watch_.process().own};
  engine_.unload();
  loaded_.reset();
  // The vocabulary was hundreds of thousands of small blocks: glibc keeps their pages otherwise.
  ::malloc_trim(0);
  outcome.own_after = watch_.process().own;
  outcome.kept = tare::difference(outcome.own_after, outcome.own_before_load);
  outcome.heap = heap_use();
  watch_.log("model unloaded");
  return outcome;
}

std::string describe(const UnloadOutcome& outcome) {
  auto back = tare::difference(outcome.own_loaded, outcome.own_after);
  if (!back || !outcome.kept) {
    return fmt::format("What the unload gave back could not be measured ({}).",
                       reading_text(outcome.own_after));
  }
  return fmt::format(
      "The unload gave back {} MiB of own memory; against the moment before the load it is {} MiB "
      "(heap in use {} MiB, free and kept by the allocator {} MiB).",
      tare::signed_mib_text(*back), tare::signed_mib_text(*outcome.kept),
      tare::mib_text(outcome.heap.in_use), tare::mib_text(outcome.heap.kept));
}

}  // namespace mate
