// The least that llama.cpp itself needs: no engine of ours, no chat, no store. What desktop-mate
// and LlamaEngine hold more than this is theirs.
//   tare-bench-bare-loop MODEL [ctx 2048] [batch 256] [threads 1] [messages 100] [reply tokens 32]
// llama.cpp's defaults except these and one sequence. Prints a line per point: RSS and own MiB.
#include <llama.h>
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench/engine/own_memory.h"

namespace {

struct Settings {
  const char* model;
  int ctx = 2048;
  int batch = 256;
  int threads = 1;
  int messages = 100;
  int reply = 32;
};

void point(const char* name) {
  auto now = tare::bench::own_memory();
  std::printf("%-24s %8.2f %8.2f\n", name, now.rss_mib, now.own_mib);
  std::fflush(stdout);
}

bool decode(llama_context* context, std::vector<llama_token> tokens) {
  return llama_decode(context,
                      llama_batch_get_one(tokens.data(), static_cast<int>(tokens.size()))) == 0;
}

// `count` greedy tokens, as a reply takes them.
bool reply(llama_context* context, llama_sampler* sampler, int count) {
  for (int i = 0; i < count; ++i)
    if (!decode(context, {llama_sampler_sample(sampler, context, -1)})) return false;
  return true;
}

// A message of 24 tokens and its reply; the oldest half of the context goes when it is full.
bool message(llama_context* context, llama_sampler* sampler, const Settings& settings) {
  auto* memory = llama_get_memory(context);
  constexpr int kPrompt = 24;
  auto end = llama_memory_seq_pos_max(memory, 0) + 1;
  if (end + kPrompt + settings.reply > settings.ctx) {
    auto half = end / 2;
    llama_memory_seq_rm(memory, 0, 0, half);
    llama_memory_seq_add(memory, 0, half, -1, -half);
  }
  return decode(context, std::vector<llama_token>(kPrompt, 100)) &&
         reply(context, sampler, settings.reply);
}

int fail(const char* what) {
  std::fprintf(stderr, "bare loop: %s failed\n", what);
  return 1;
}

int run(const Settings& settings) {
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  std::printf("%-24s %8s %8s\n", "point", "RSS MiB", "own MiB");
  point("start");
  llama_backend_init();
  ggml_backend_load_all();
  point("backend");
  auto model_parameters = llama_model_default_params();
  auto* model = llama_model_load_from_file(settings.model, model_parameters);
  if (model == nullptr) return fail("the load");
  point("model");
  auto parameters = llama_context_default_params();
  parameters.n_ctx = static_cast<std::uint32_t>(settings.ctx);
  parameters.n_batch = parameters.n_ubatch = static_cast<std::uint32_t>(settings.batch);
  parameters.n_threads = parameters.n_threads_batch = settings.threads;
  auto* context = llama_init_from_model(model, parameters);
  if (context == nullptr) return fail("the context");
  point("context");
  auto* sampler = llama_sampler_init_greedy();
  if (!decode(context, {1}) || !reply(context, sampler, 50)) return fail("a reply");
  point("50 tokens");
  llama_memory_clear(llama_get_memory(context), false);
  if (!decode(context, std::vector<llama_token>(static_cast<std::size_t>(settings.batch), 100)))
    return fail("a batch");
  point("a full batch");
  for (int i = 0; i < settings.messages; ++i)
    if (!message(context, sampler, settings)) return fail("a message");
  point("messages");
  llama_sampler_free(sampler);
  llama_free(context);
  point("context freed");
  llama_model_free(model);
  point("model freed");
  ::malloc_trim(0);
  point("malloc_trim");
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("give a model: tare-bench-bare-loop MODEL [ctx batch threads messages reply]\n",
               stderr);
    return 2;
  }
  Settings settings{.model = words[1]};
  int* numbers[] = {&settings.ctx, &settings.batch, &settings.threads, &settings.messages,
                    &settings.reply};
  for (int i = 2; i < count && i < 7; ++i) *numbers[i - 2] = std::atoi(words[i]);
  return run(settings);
}
