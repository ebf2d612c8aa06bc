// llama.cpp's objects as owning pointers: each frees what it holds, in the order of the members
// that hold them (a context before its model).
#pragma once

#include <gguf.h>
#include <llama.h>

#include <memory>

namespace tare::llama {

struct Free {
  void operator()(llama_model* model) const { llama_model_free(model); }
  void operator()(llama_context* context) const { llama_free(context); }
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
  void operator()(gguf_context* file) const { gguf_free(file); }
};

using ModelPtr = std::unique_ptr<llama_model, Free>;
using ContextPtr = std::unique_ptr<llama_context, Free>;
using SamplerPtr = std::unique_ptr<llama_sampler, Free>;
using GgufPtr = std::unique_ptr<gguf_context, Free>;

}  // namespace tare::llama
