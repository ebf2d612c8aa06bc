#include "mate/chat_template.h"

#include <vector>

namespace mate {

namespace {

constexpr auto kNone = std::string_view::npos;

tare::Error unusable() {
  return {
      "The model's chat template can't be used: it changes or leaves out what is said. Take a "
      "model "
      "with another template."};
}

}  // namespace

tare::Result<ChatTemplate> take_apart(std::string_view opened, std::string_view closed) {
  auto user = opened.find(kUserMark);
  auto reply = opened.find(kReplyMark, user == kNone ? 0 : user);
  auto next = opened.find(kNextMark, reply == kNone ? 0 : reply);
  auto closed_reply = closed.find(kReplyMark);
  if (user == kNone || reply == kNone || next == kNone || closed_reply == kNone)
    return tare::pass(unusable());

  ChatTemplate parts;
  parts.system = opened.substr(0, user);
  parts.answer = opened.substr(next + kNextMark.size());
  auto after_reply = reply + kReplyMark.size();
  auto open = opened.substr(after_reply, next - after_reply);
  auto close = closed.substr(closed_reply + kReplyMark.size());
  if (open.starts_with(close)) {
    parts.close = close;
    open.remove_prefix(close.size());
  }
  if (parts.system.ends_with(open)) {
    parts.system.resize(parts.system.size() - open.size());
    parts.open = open;
  } else {  // Llama 2 and others fold the system text into the first turn's opening
    parts.joint = open;
  }
  return parts;
}

tare::Result<ChatTemplate> learn_template(tare::Engine& engine, std::string_view system_prompt) {
  std::vector<tare::ChatMessage> messages{{"system", std::string(system_prompt)},
                                          {"user", std::string(kUserMark)},
                                          {"assistant", std::string(kReplyMark)}};
  auto closed = engine.apply_template(messages, false);
  if (!closed) return tare::pass(closed.error());
  messages.push_back({"user", std::string(kNextMark)});
  auto opened = engine.apply_template(messages, true);
  if (!opened) return tare::pass(opened.error());
  return take_apart(*opened, *closed);
}

}  // namespace mate
