#include "llama/sampling.h"

namespace tare::llama {
namespace {

// llama.cpp's own greedy sampler first copies the vocabulary into a list of candidates. And
// std::max_element reads the largest again for every word: three times the time of this loop.
Token most_likely(llama_context* context) {
  auto words = llama_vocab_n_tokens(llama_model_get_vocab(llama_get_model(context)));
  const float* logits = llama_get_logits_ith(context, -1);
  Token best = 0;
  float highest = logits[0];
  for (Token word = 1; word < words; ++word)
    if (logits[word] > highest) {
      highest = logits[word];
      best = word;
    }
  return best;
}

}  // namespace

Sampler::Sampler(const Sampling& how) {
  if (how.temperature <= 0) return;
  auto parameters = llama_sampler_chain_default_params();
  parameters.no_perf = true;
  chain_.reset(llama_sampler_chain_init(parameters));
  // The cut to the few best words comes first: every later stage then looks at these only.
  if (how.top_k > 0) llama_sampler_chain_add(chain_.get(), llama_sampler_init_top_k(how.top_k));
  llama_sampler_chain_add(chain_.get(), llama_sampler_init_top_p(static_cast<float>(how.top_p), 1));
  llama_sampler_chain_add(chain_.get(),
                          llama_sampler_init_temp(static_cast<float>(how.temperature)));
  llama_sampler_chain_add(chain_.get(), llama_sampler_init_dist(how.seed));
}

Token Sampler::next(llama_context* context) {
  return chain_ ? llama_sampler_sample(chain_.get(), context, -1) : most_likely(context);
}

}  // namespace tare::llama
