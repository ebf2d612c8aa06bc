// A model's chat template, taken apart once: what stands before, between and behind the texts of a
// conversation. So each exchange is tokenised once, on its own, and keeps the same tokens wherever
// the window puts it: what makes the KV cache's prefix stay valid.
#pragma once

#include <string>
#include <string_view>

#include "port/engine.h"

namespace mate {

struct ChatTemplate {
  std::string system;  // before the first exchange
  std::string joint;   // between exchanges; empty where every user turn opens alike (most do)
  std::string open;    // before a user's text; empty where `joint` does it
  std::string answer;  // behind it: closes the user's turn and opens the assistant's
  std::string close;   // behind a reply
};

// Learns the parts by applying the engine's template to texts that it can find again.
tare::Result<ChatTemplate> learn_template(tare::Engine& engine, std::string_view system_prompt);

// The same from the two texts that the template makes; pure. `opened`: system, user kUserMark,
// assistant kReplyMark, user kNextMark, and an opened assistant turn. `closed`: the first three.
inline constexpr std::string_view kUserMark = "USERTEXT";
inline constexpr std::string_view kReplyMark = "REPLYTEXT";
inline constexpr std::string_view kNextMark = "NEXTTEXT";
tare::Result<ChatTemplate> take_apart(std::string_view opened, std::string_view closed);

}  // namespace mate
