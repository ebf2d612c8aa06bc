// The engine of port/engine.h on llama.cpp v0.5.0.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "llama/devices.h"
#include "llama/loaded_model.h"
#include "llama/session.h"
#include "port/engine.h"

namespace tare {

struct LlamaOptions {
  std::vector<llama::RemoteCard> remotes;  // connected to at start()
  // The program that plans in a process of its own (tare-dry-plan). Empty: beside our own program.
  std::string planner;
};

// One engine per process at a time: llama.cpp's log and its abort handler are global.
// When the server of a remote card ends while a model lies on it, llama.cpp aborts the process at
// its next word with it; the process then ends with one sentence and exit status 3, and cannot do
// else.
class LlamaEngine : public Engine {
 public:
  explicit LlamaEngine(LlamaOptions options = {}) : options_(std::move(options)) {}
  ~LlamaEngine() override { LlamaEngine::unload(); }

  Result<> start() override;
  std::vector<EngineDevice> devices() override;
  Result<ModelFacts> load(const LoadRequest& request,
                          const std::function<void(float fraction)>& progress) override;
  void unload() override;
  std::vector<DeviceMemory> memory() override;
  Result<std::vector<DeviceMemory>> dry_memory(const LoadRequest& request) override;
  Result<int> layers_that_fit(const LoadRequest& request, Bytes free) override;
  Result<std::string> apply_template(std::span<const ChatMessage> messages,
                                     bool open_assistant_turn) override;
  Result<std::vector<Token>> tokenize(std::string_view text, bool first) override;
  Result<std::vector<Token>> tokenize_plain(std::string_view text) override;
  Result<Generation> generate(const GenerateRequest& request) override;
  void reset() override;

 private:
  void await_cards();
  Result<std::vector<Token>> cut(std::string_view text, bool first, bool special);

  LlamaOptions options_;
  std::optional<llama::Devices> devices_;  // there after start()
  llama::LoadedModel loaded_;
  std::optional<llama::Session> session_;  // there while a model is loaded
};

}  // namespace tare
