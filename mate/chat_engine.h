// Holds a conversation: history -> prompt -> reply -> emotion -> saved -> answered. Keeps the
// tokens of the newest exchanges only; what was said before them is on disk.
//
// A reply that is cancelled counts: what was said until then is saved and stays in the
// conversation. One that was cancelled before its first token is forgotten, question and all.
// Threads: one at a time, except cancel(), which may come from anywhere, a signal handler too.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mate/chat_template.h"
#include "mate/model_manager.h"
#include "mate/rolling_context.h"
#include "mate/thread_governor.h"
#include "port/engine.h"

namespace mate {

struct ChatSettings {
  std::string system_prompt;
  std::size_t context_limit = 10;  // earlier exchanges in a prompt
  int max_tokens = 512;            // of a reply; at most half of the model's context
  tare::Sampling sampling;
  bool ignore_end = false;  // replies of exactly max_tokens (profiles)
};

// Both may be empty.
struct ChatHooks {
  // The emotion of a finished reply, by name.
  std::function<std::string(std::string_view reply)> emotion;
  std::function<tare::Result<>(std::string_view user, std::string_view reply,
                               std::string_view emotion)>
      save;
};

struct ChatAnswer {
  std::string text;
  std::string emotion;
  std::uint32_t prompt_tokens = 0;
  std::uint32_t reused_tokens = 0;  // of the prompt, already in the KV cache
  std::uint32_t reply_tokens = 0;
  std::size_t exchanges = 0;     // earlier exchanges in the prompt
  tare::Duration first_token{};  // from the call to the first piece of the reply
  tare::Duration total{};        // from the call to the answer, saved
  tare::Duration prompt_time{};  // reading the prompt's new tokens
  tare::Duration reply_time{};   // from the first token to the last
  bool cancelled = false;
  std::string not_saved;  // why the exchange is not on disk; empty: it is, or nobody asked
};

struct PastExchange {
  std::string user;
  std::string reply;
};

// Tokens a second of the reply; 0 when it has fewer than two.
double reply_speed(const ChatAnswer& answer);

class ChatEngine {
 public:
  // `engine` and `governor` (may be null: the load's threads) outlive it.
  ChatEngine(tare::Engine& engine, ThreadGovernor* governor, ChatSettings settings,
             ChatHooks hooks);

  // The model was loaded: learns its template and takes up the conversation, oldest first.
  tare::Result<> begin(const tare::ModelFacts& model, const std::vector<PastExchange>& past);

  // One message. `on_piece` may be empty.
  tare::Result<ChatAnswer> say(std::string_view text,
                               const std::function<void(std::string_view piece)>& on_piece);
  // Stops the reply that is being written; with none, the next one is not touched.
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }

  // Forgets the conversation; the template stays learned.
  void reset();

  // Warms the model with a prompt as the first message's will be, but for the message: the system
  // prompt is read already when that comes. The conversation is not touched.
  tare::Result<tare::Duration> warm(ModelManager& manager);

  std::size_t exchanges() const { return context_.exchanges(); }

 private:
  tare::Result<Tokens> tokens_of_question(std::string_view text);
  tare::Result<tare::Generation> generate(const Tokens& prompt, tare::Instant asked,
                                          const std::function<void(std::string_view)>& on_piece,
                                          tare::Duration& first_token);
  std::function<int()> threads();
  void finish(std::string_view user, Exchange exchange, ChatAnswer& answer);

  tare::Engine& engine_;
  ThreadGovernor* governor_;
  ChatSettings settings_;
  ChatHooks hooks_;
  bool ready_ = false;
  int reply_limit_ = 0;
  ChatTemplate template_;
  Tokens close_;
  RollingContext context_;
  Tokens prompt_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace mate
