// How the next token is chosen from the logits.
#pragma once

#include "llama/handles.h"
#include "port/engine.h"

namespace tare::llama {

class Sampler {
 public:
  explicit Sampler(const Sampling& how);
  // The next token after the last decode of `context`. Precondition: that decode asked for logits.
  Token next(llama_context* context);

 private:
  SamplerPtr chain_;  // empty: greedy
};

}  // namespace tare::llama
