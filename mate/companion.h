// A companion that talks: the chat engine with its memory on disk, its mood and its avatar. What
// the terminal and the window show. Threads: one at a time, except cancel() and stop().
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mate/avatar_bridge.h"
#include "mate/chat_engine.h"
#include "mate/conversation_memory.h"
#include "mate/memory_report.h"
#include "mate/model_manager.h"
#include "mate/mood.h"

namespace mate {

// Everything outlives the companion; `memory` and `avatar` may be null.
struct CompanionParts {
  tare::Engine& engine;
  ModelManager& manager;
  MemoryWatch& watch;
  ThreadGovernor* governor = nullptr;
  ConversationMemory* memory = nullptr;
  AvatarBridge* avatar = nullptr;
};

class Companion {
 public:
  // `source` is where it talks: "chat" or "gui".
  Companion(CompanionParts parts, ChatSettings settings, std::string source);

  // Loads, takes up the conversation where it ended, warms if asked to.
  tare::Result<LoadOutcome> begin(const tare::LoadRequest& request, bool warm,
                                  const std::function<void(float fraction)>& progress);

  tare::Result<ChatAnswer> say(std::string_view text,
                               const std::function<void(std::string_view piece)>& on_piece);
  void cancel() { chat_.cancel(); }
  // Forgets what is in the prompt; the memory on disk stays.
  void reset();
  tare::Result<std::vector<SavedExchange>> history(std::size_t limit);
  Holdings holdings();

 private:
  std::string feel(std::string_view reply);
  tare::Result<> save(std::string_view user, std::string_view reply, std::string_view emotion);
  tare::Result<std::vector<PastExchange>> past(std::size_t limit);

  CompanionParts parts_;
  std::string source_;
  std::size_t context_limit_;
  Mood mood_;
  ChatEngine chat_;
};

}  // namespace mate
