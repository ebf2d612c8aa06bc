// The tokens of a conversation that fit into the model's window: the system prompt, the newest
// exchanges, and the question that is asked now. Pure.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "port/engine.h"

namespace mate {

using Tokens = std::vector<tare::Token>;

struct Exchange {
  Tokens ask;    // opening, the user's text, opening of the reply
  Tokens reply;  // the reply as it was generated, and what closes it
  std::size_t size() const { return ask.size() + reply.size(); }
};

struct ContextLimits {
  std::size_t exchanges = 10;  // earlier exchanges in a prompt
  std::size_t tokens = 1536;   // of a prompt: the window less what a reply may take
  // What goes when the window is full: one exchange, or half of them where the engine can't move
  // what it has read and would read all again each time.
  bool drop_half = false;
};

class RollingContext {
 public:
  RollingContext() = default;
  // `joint` stands between two exchanges, and between the last one and the question.
  RollingContext(ContextLimits limits, Tokens system, Tokens joint);

  // Drops the oldest exchanges until `ask` fits. False: it does not fit even alone.
  bool make_room(std::size_t ask);
  // The prompt for `ask`, into `out` (its memory is used again).
  void prompt(const Tokens& ask, Tokens& out) const;
  void add(Exchange exchange);
  void clear() { exchanges_.clear(); }

  std::size_t exchanges() const { return exchanges_.size(); }
  std::size_t budget() const { return limits_.tokens; }

 private:
  std::size_t tokens(std::size_t ask) const;
  void drop();

  ContextLimits limits_;
  Tokens system_;
  Tokens joint_;
  std::deque<Exchange> exchanges_;
};

}  // namespace mate
