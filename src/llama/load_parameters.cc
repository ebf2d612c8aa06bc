#include "llama/load_parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace tare::llama {
namespace {

constexpr std::array kKvTypes{GGML_TYPE_F32,  GGML_TYPE_F16,  GGML_TYPE_BF16,
                              GGML_TYPE_Q8_0, GGML_TYPE_Q4_0, GGML_TYPE_Q4_1,
                              GGML_TYPE_Q5_0, GGML_TYPE_Q5_1, GGML_TYPE_IQ4_NL};

constexpr int kMostThreads = 512;  // GGML_MAX_N_THREADS: above it llama.cpp ends the process
// Above the longest that any model was trained for. llama.cpp keeps 48 bytes for each place of the
// context outside every buffer it accounts for, and touches them even when it only plans.
constexpr std::uint32_t kLongestContext = 1U << 24;
constexpr std::uint32_t kLargestUbatch = 512;

std::string kv_type_names() {
  std::array<std::string_view, kKvTypes.size()> names;
  std::transform(kKvTypes.begin(), kKvTypes.end(), names.begin(),
                 [](ggml_type type) { return ggml_type_name(type); });
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::optional<ggml_type> kv_type_named(std::string_view name) {
  auto found = std::find_if(kKvTypes.begin(), kKvTypes.end(),
                            [&](ggml_type type) { return name == ggml_type_name(type); });
  if (found == kKvTypes.end()) return std::nullopt;
  return *found;
}

Result<> check_request(const LoadRequest& request) {
  if (request.model_path.empty())
    return bad_input("no model is named: give one with --model FILE or TARE_MODEL.");
  if (request.ctx == 0 || request.ctx > kLongestContext)
    return bad_input(fmt::format("a context of {} tokens cannot be made: it must be 1 to {}.",
                                 request.ctx, kLongestContext));
  if (request.batch == 0)
    return bad_input("a batch of 0 tokens cannot be read: it must be at least 1.");
  if (request.threads < 1 || request.threads > kMostThreads)
    return bad_input(fmt::format("{} threads cannot be used: it must be 1 to {}.", request.threads,
                                 kMostThreads));
  if (request.gpu_layers < -1)
    return bad_input(
        fmt::format("{} layers cannot be placed on the GPU: it must be 0 or more, or -1 for all.",
                    request.gpu_layers));
  if (!kv_type_named(request.kv_type))
    return bad_input(fmt::format("{} is no type for the KV cache: choose one of {}.",
                                 printable(request.kv_type, 64), kv_type_names()));
  return {};
}

llama_model_params model_parameters(const LoadRequest& request, bool dry) {
  auto parameters = llama_model_default_params();
  parameters.n_gpu_layers = request.gpu_layers;
  parameters.no_alloc = dry;
  parameters.load_mode = dry             ? LLAMA_LOAD_MODE_NONE
                         : request.mlock ? LLAMA_LOAD_MODE_MMAP_MLOCK
                                         : LLAMA_LOAD_MODE_AUTO;
  return parameters;
}

llama_context_params context_parameters(const LoadRequest& request) {
  auto parameters = llama_context_default_params();
  parameters.n_ctx = request.ctx;
  parameters.n_batch = request.batch;
  parameters.n_ubatch = std::min(request.batch, kLargestUbatch);
  parameters.n_seq_max = 1;
  // A reply needs the logits of the last token only. The default reserves a row of the vocabulary
  // for each token of a batch: 48 MiB of compute buffer at 256 tokens and 49k words.
  parameters.n_outputs_max = 1;
  parameters.n_threads = request.threads;
  parameters.n_threads_batch = request.threads;
  parameters.type_k = parameters.type_v = *kv_type_named(request.kv_type);
  // A quantized V needs flash attention; AUTO turns it on for that, and where the device has it.
  parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_AUTO;
  parameters.no_perf = true;
  return parameters;
}

}  // namespace tare::llama
