// A conversation with a loaded model: the KV cache, what it holds, and the replies.
#pragma once

#include <vector>

#include "llama/handles.h"
#include "port/engine.h"

namespace tare::llama {

class Session {
 public:
  // `context` is borrowed, and its cache is empty.
  Session(llama_context* context, int threads) : context_(context), threads_(threads) {}

  Result<Generation> generate(const GenerateRequest& request);
  void reset();

  // The tokens that the KV cache holds, at positions 0, 1, 2 … After every call, also a failed one.
  const std::vector<Token>& cached() const { return cached_; }

 private:
  enum class Decoded { yes, cancelled };

  std::size_t reuse(std::span<const Token> prompt);
  Result<Decoded> decode_prompt(std::span<const Token> tokens, const GenerateRequest& request);
  Result<> decode(std::span<const Token> tokens, const GenerateRequest& request);
  void believe_the_cache();
  Result<> reply(const GenerateRequest& request, Instant called, Generation& result);

  llama_context* context_;
  int threads_;
  std::vector<Token> cached_;
};

}  // namespace tare::llama
