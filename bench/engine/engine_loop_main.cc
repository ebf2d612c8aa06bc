// LlamaEngine doing what the bare loop does, and its speed.
//   tare-bench-engine-loop MODEL memory [ctx 2048] [batch 256] [threads 1] [messages 100] [reply
//   32] tare-bench-engine-loop MODEL speed [depth 0] [tokens 64] [threads 1] [repeats 5]
// memory: the same lines as the bare loop. speed: one line a repeat, reply tokens/s, greedy, after
// a prompt of `depth` tokens (llama-bench -p 0 -n TOKENS -d DEPTH measures the same).
#include <fmt/format.h>
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "bench/engine/own_memory.h"
#include "llama/engine.h"

namespace {

using namespace tare;

void point(const char* name) {
  auto now = bench::own_memory();
  fmt::print("{:<24} {:>8.2f} {:>8.2f}\n", name, now.rss_mib, now.own_mib);
  std::fflush(stdout);
}

int fail(const Error& error) {
  fmt::print(stderr, "engine loop: {}\n", error.text);
  return exit_code(error.kind);
}

// One message on top of what was said, the window cut in half when it would not fit: as the bare
// loop.
Result<> message(LlamaEngine& engine, std::vector<Token>& said, int ctx, int reply) {
  constexpr std::size_t kPrompt = 24;
  if (said.size() + kPrompt + static_cast<std::size_t>(reply) > static_cast<std::size_t>(ctx))
    said.erase(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(said.size() / 2));
  said.insert(said.end(), kPrompt, 100);
  auto made = engine.generate(
      {.prompt = said, .max_tokens = reply, .sampling = {.temperature = 0}, .ignore_end = true});
  if (!made) return pass(made.error());
  said.insert(said.end(), made->tokens.begin(), made->tokens.end());
  return {};
}

int memory(const LoadRequest& request, int messages, int reply) {
  fmt::print("{:<24} {:>8} {:>8}\n", "point", "RSS MiB", "own MiB");
  point("start");
  LlamaEngine engine;
  if (auto started = engine.start(); !started) return fail(started.error());
  point("backend");
  if (auto loaded = engine.load(request, {}); !loaded) return fail(loaded.error());
  point("context");
  std::vector<Token> said{1};
  if (auto done = message(engine, said, static_cast<int>(request.ctx), 50); !done)
    return fail(done.error());
  point("50 tokens");
  engine.reset();
  std::vector<Token> batch(request.batch, 100);
  if (auto read = engine.generate({.prompt = batch, .max_tokens = 0}); !read)
    return fail(read.error());
  point("a full batch");
  for (int i = 0; i < messages; ++i)
    if (auto done = message(engine, said, static_cast<int>(request.ctx), reply); !done)
      return fail(done.error());
  point("messages");
  engine.unload();
  point("model freed");
  ::malloc_trim(0);
  point("malloc_trim");
  return 0;
}

int speed(LoadRequest request, int depth, int tokens, int repeats) {
  request.ctx = static_cast<std::uint32_t>(depth + tokens + 8);
  request.batch = 512;
  LlamaEngine engine;
  if (auto loaded = engine.load(request, {}); !loaded) return fail(loaded.error());
  std::vector<Token> prompt(static_cast<std::size_t>(depth) + 1, 100);
  for (int i = -1; i < repeats; ++i) {  // the first one warms up, as llama-bench does
    engine.reset();
    auto made = engine.generate({.prompt = prompt,
                                 .max_tokens = tokens + 1,
                                 .sampling = {.temperature = 0},
                                 .ignore_end = true});
    if (!made) return fail(made.error());
    if (i >= 0) fmt::print("{:.2f}\n", tokens / seconds(made->reply_time));
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  auto number = [&](int at, int otherwise) {
    return at < count ? std::atoi(words[at]) : otherwise;
  };
  if (count >= 3 && std::string_view(words[2]) == "memory")
    return memory({.model_path = words[1],
                   .gpu_layers = 0,
                   .ctx = static_cast<std::uint32_t>(number(3, 2048)),
                   .batch = static_cast<std::uint32_t>(number(4, 256)),
                   .threads = number(5, 1)},
                  number(6, 100), number(7, 32));
  if (count >= 3 && std::string_view(words[2]) == "speed")
    return speed({.model_path = words[1], .gpu_layers = 0, .threads = number(5, 1)}, number(3, 0),
                 number(4, 64), number(6, 5));
  std::fputs("give a model and memory or speed\n", stderr);
  return 2;
}
