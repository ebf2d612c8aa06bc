#include "llama/engine.h"

#include <csignal>
#include <limits>

#include "llama/breakdown.h"
#include "llama/chat_template.h"
#include "llama/dry_plan.h"
#include "llama/guarded.h"
#include "llama/log_capture.h"

namespace tare {
namespace {

tl::unexpected<Error> no_model() {
  return bad_input("no model is loaded: load one before asking it anything.");
}

}  // namespace

Result<> LlamaEngine::start() {
  if (devices_) return {};
  llama::capture_log();
  llama::end_quietly_on_abort();
  // llama.cpp writes to a card that has ended as to any other: the signal would end us in silence.
  if (!options_.remotes.empty()) std::signal(SIGPIPE, SIG_IGN);
  auto opened =
      llama::guarded("starting llama.cpp", [&] { return llama::Devices::open(options_.remotes); });
  if (!opened) return pass(opened.error());
  devices_ = std::move(*opened);
  return {};
}

std::vector<EngineDevice> LlamaEngine::devices() {
  return devices_ ? devices_->list() : std::vector<EngineDevice>{};
}

Result<ModelFacts> LlamaEngine::load(const LoadRequest& request,
                                     const std::function<void(float fraction)>& progress) {
  if (auto started = start(); !started) return pass(started.error());
  unload();
  auto began = Clock::now();
  auto loaded = llama::load_model(request, *devices_, llama::LoadKind::real, progress);
  if (!loaded) {
    await_cards();
    return pass(loaded.error());
  }
  loaded_ = std::move(*loaded);
  session_.emplace(loaded_.context.get(), request.threads);
  auto facts = llama::facts_of(loaded_, request);
  facts.load_time = Clock::now() - began;
  return facts;
}

void LlamaEngine::unload() {
  session_.reset();
  if (!loaded_.model) return;
  loaded_.context.reset();
  loaded_.model.reset();
  await_cards();
}

// A remote card is told to free without waiting for it; it answers a question after that is done.
void LlamaEngine::await_cards() {
  if (!options_.remotes.empty()) (void)devices();
}

std::vector<DeviceMemory> LlamaEngine::memory() {
  if (!loaded_.context) return {};
  return llama::memory_by_device(loaded_.context.get(), *devices_);
}

Result<std::vector<DeviceMemory>> LlamaEngine::dry_memory(const LoadRequest& request) {
  auto plan = llama::dry_plan({options_.planner, options_.remotes}, request);
  if (!plan) return pass(plan.error());
  return std::move(plan->memory);
}

Result<int> LlamaEngine::layers_that_fit(const LoadRequest& request, Bytes free) {
  auto fit = llama::layers_that_fit({options_.planner, options_.remotes}, request, free);
  if (!fit) return pass(fit.error());
  return fit->layers;
}

Result<std::string> LlamaEngine::apply_template(std::span<const ChatMessage> messages,
                                                bool open_assistant_turn) {
  if (!loaded_.model) return no_model();
  return llama::guarded("applying the chat template", [&] {
    return llama::apply_template(loaded_.model.get(), messages, open_assistant_turn);
  });
}

Result<std::vector<Token>> LlamaEngine::tokenize(std::string_view text, bool first) {
  return cut(text, first, /*special=*/true);
}

Result<std::vector<Token>> LlamaEngine::tokenize_plain(std::string_view text) {
  return cut(text, /*first=*/false, /*special=*/false);
}

Result<std::vector<Token>> LlamaEngine::cut(std::string_view text, bool first, bool special) {
  if (!loaded_.model) return no_model();
  if (text.size() > std::numeric_limits<std::int32_t>::max())
    return bad_input("the text is longer than 2 GiB: no model reads that.");
  return llama::guarded("cutting the text into tokens", [&]() -> Result<std::vector<Token>> {
    const auto* vocabulary = llama_model_get_vocab(loaded_.model.get());
    std::vector<Token> tokens;
    auto fill = [&] {
      return llama_tokenize(vocabulary, text.data(), static_cast<std::int32_t>(text.size()),
                            tokens.data(), static_cast<std::int32_t>(tokens.size()), first,
                            special);
    };
    auto needed = fill();
    if (needed == std::numeric_limits<std::int32_t>::min())
      return bad_input("the text has too many tokens.");
    tokens.resize(static_cast<std::size_t>(needed < 0 ? -needed : needed));
    fill();
    return tokens;
  });
}

Result<Generation> LlamaEngine::generate(const GenerateRequest& request) {
  if (!session_) return no_model();
  return session_->generate(request);
}

void LlamaEngine::reset() {
  if (session_) session_->reset();
}

}  // namespace tare
