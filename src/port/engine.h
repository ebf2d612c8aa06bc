// The door to a language model engine. llama/ answers; port/fake/ has a scripted twin.
// Threads: calls come from one thread at a time, except cancel().
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace tare {

using Token = std::int32_t;

struct EngineDevice {
  std::string name;         // as the engine calls it: "CPU", "CUDA0", "RPC0"
  std::string description;  // for people
  bool gpu = false;
  Bytes total;
  Bytes free;
};

struct LoadRequest {
  std::string model_path;
  int gpu_layers = -1;  // -1: all
  std::uint32_t ctx = 2048;
  std::uint32_t batch = 256;
  int threads = 1;
  bool mlock = false;
  std::string kv_type = "f16";  // f32, f16, bf16, q8_0, q4_0, …: both K and V
};

// What one device holds for the model, from the engine's own account. `output` is reserved by us
// from n_outputs × vocabulary × 4, the engine's account leaves it out.
struct DeviceMemory {
  std::string device;  // EngineDevice::name, or "CPU" for host memory
  bool gpu = false;
  Bytes weights;
  Bytes kv;
  Bytes compute;
  Bytes output;
  Bytes copied;  // of `weights`: laid out anew in buffers of their own, never mapped from the file
  Bytes total() const { return weights + kv + compute + output; }
};

// A loaded model, with effective values read back from the engine.
struct ModelFacts {
  std::string file;
  Bytes file_bytes;
  std::string description;   // "llama 135M Q4_1"
  std::string architecture;  // "llama"
  std::uint64_t parameters = 0;
  int blocks = 0;      // <arch>.block_count
  int layers = 0;      // blocks + the output layer: what "all" means for gpu_layers
  int gpu_layers = 0;  // really placed on a GPU
  std::uint32_t ctx = 0;
  std::uint32_t batch = 0;
  std::uint32_t train_ctx = 0;
  std::string kv_type;
  std::uint32_t vocabulary = 0;
  bool can_shift = false;     // the KV window can slide without reading again
  bool own_template = false;  // the model's file carries a chat template that the engine knows
  bool mapped = false;        // weights are mapped from the file
  Duration load_time{};
  std::string engine;  // "llama.cpp 0.5.0"
};

struct ChatMessage {
  std::string role;  // system, user, assistant
  std::string text;
};

struct Sampling {
  double temperature = 0.7;  // 0: greedy
  double top_p = 0.9;
  int top_k = 40;
  std::uint32_t seed = 0;
};

struct GenerateRequest {
  // The whole prompt. The engine keeps what its KV cache already holds of it: a common prefix, and
  // behind it a common remainder after a removed stretch (a window that slid) where it can shift.
  std::span<const Token> prompt;
  int max_tokens = 512;
  Sampling sampling;
  bool ignore_end =
      false;  // go on after an end-of-turn token (profiles that need exactly n tokens)
  // Each piece of text as it comes, whole UTF-8 characters only. False stops (cancel).
  std::function<bool(std::string_view piece)> on_text;
  // Asked between the decodes of a long prompt and after each token: false stops (cancel). Empty:
  // go on.
  std::function<bool()> keep_going;
  // Asked before every decode: how many threads to use now. Empty: the load's.
  std::function<int()> threads;
};

struct Generation {
  enum class Stop { end_of_turn, max_tokens, cancelled, context_full } stop = Stop::end_of_turn;
  std::string text;
  std::vector<Token> tokens;        // of the reply, without the end-of-turn token
  std::uint32_t prompt_tokens = 0;  // of the whole prompt
  std::uint32_t reused_tokens = 0;  // of these, already in the KV cache
  Duration first_token{};           // from the call to the first token
  Duration prompt_time{};           // decoding the prompt
  Duration reply_time{};            // from the first token to the last
};

class Engine {
 public:
  virtual ~Engine() = default;
  // Starts libraries and devices, without a model. Once.
  virtual Result<> start() = 0;
  virtual std::vector<EngineDevice> devices() = 0;
  // Loads model and context. On failure nothing stays loaded, and the error says what failed.
  virtual Result<ModelFacts> load(const LoadRequest& request,
                                  const std::function<void(float fraction)>& progress) = 0;
  virtual void unload() = 0;
  virtual std::vector<DeviceMemory> memory() = 0;
  // What the request would hold if it were loaded, without loading it; the model that is loaded
  // stays.
  virtual Result<std::vector<DeviceMemory>> dry_memory(const LoadRequest& request);
  // The most layers of the request's model that fit into `free` bytes of the cards: 0 when none
  // does. Nothing may be loaded on a remote card meanwhile.
  virtual Result<int> layers_that_fit(const LoadRequest& request, Bytes free);
  // The model's own chat template applied; a known default when it has none (ModelFacts says so).
  virtual Result<std::string> apply_template(std::span<const ChatMessage> messages,
                                             bool open_assistant_turn) = 0;
  // Special tokens in the text are recognised; no BOS is added unless `first`.
  virtual Result<std::vector<Token>> tokenize(std::string_view text, bool first) = 0;
  // What a person typed: the name of a special token in it is letters like any other.
  virtual Result<std::vector<Token>> tokenize_plain(std::string_view text) = 0;
  virtual Result<Generation> generate(const GenerateRequest& request) = 0;
  // Forgets the conversation: the KV cache is empty afterwards.
  virtual void reset() = 0;
};

inline Result<std::vector<DeviceMemory>> Engine::dry_memory(const LoadRequest&) {
  return refused("this engine cannot plan a load.");
}
inline Result<int> Engine::layers_that_fit(const LoadRequest&, Bytes) {
  return refused("this engine cannot plan a load.");
}

}  // namespace tare
