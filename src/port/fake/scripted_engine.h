// The twin of Engine for tests: a token is a byte (or one "<|…|>" marker), replies come from a
// script, the KV cache is a list of tokens with the real engine's rule for what it keeps, and loads
// fail where the script says so. Nothing is timed.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "port/engine.h"

namespace tare {

class ScriptedEngine : public Engine {
 public:
  // --- The script.
  std::deque<std::string> replies;  // in order; then "reply N"
  std::vector<EngineDevice> cards;  // GPUs besides the CPU
  int layers = 31;
  bool can_shift = true;
  bool system_role = true;  // false: the template folds the system text into the first user turn
  // An error for loads that shall fail.
  std::function<std::optional<Error>(const LoadRequest&)> refuse;
  // What a load would hold; empty: this engine cannot plan.
  std::function<std::vector<DeviceMemory>(const LoadRequest&)> plan;
  // Called before the prompt is read.
  std::function<void()> before_prompt;
  // Called before each token of a reply with its index: a test cancels or looks here.
  std::function<void(std::size_t index)> before_token;

  // --- What happened.
  bool started = false;
  bool loaded = false;
  std::vector<LoadRequest> loads;
  std::vector<LoadRequest> plans;
  std::vector<std::vector<Token>> prompts;
  std::atomic<std::size_t> asked = 0;  // prompts.size(), for a test that waits on another thread
  std::vector<std::uint32_t> reused;
  std::vector<Token> kv;
  int resets = 0;

  // The text that the tokens stand for.
  std::string text_of(std::span<const Token> tokens) const;

  Result<> start() override;
  std::vector<EngineDevice> devices() override;
  Result<std::vector<DeviceMemory>> dry_memory(const LoadRequest& request) override;
  Result<ModelFacts> load(const LoadRequest& request,
                          const std::function<void(float)>& progress) override;
  void unload() override;
  std::vector<DeviceMemory> memory() override;
  Result<std::string> apply_template(std::span<const ChatMessage> messages,
                                     bool open_assistant_turn) override;
  Result<std::vector<Token>> tokenize(std::string_view text, bool first) override;
  Result<std::vector<Token>> tokenize_plain(std::string_view text) override;
  Result<Generation> generate(const GenerateRequest& request) override;
  void reset() override;

 private:
  std::uint32_t keep_common(std::span<const Token> prompt);

  std::vector<std::string> markers_;  // marker i is token 256 + i
  LoadRequest request_;
};

}  // namespace tare
