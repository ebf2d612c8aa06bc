#include "llama/chat_template.h"

#include <vector>

namespace tare::llama {
namespace {

constexpr const char* kDefault = "chatml";

int apply(const char* form, const std::vector<llama_chat_message>& messages, bool open,
          std::string& into) {
  return llama_chat_apply_template(form, messages.data(), messages.size(), open, into.data(),
                                   static_cast<std::int32_t>(into.size()));
}

}  // namespace

bool has_known_template(const llama_model* model) {
  const char* own = llama_model_chat_template(model, nullptr);
  std::string none;
  return own != nullptr && apply(own, {{"user", "?"}}, true, none) > 0;
}

Result<std::string> apply_template(const llama_model* model, std::span<const ChatMessage> messages,
                                   bool open_assistant_turn) {
  const char* form =
      has_known_template(model) ? llama_model_chat_template(model, nullptr) : kDefault;
  std::vector<llama_chat_message> list;
  list.reserve(messages.size());
  for (const auto& message : messages) list.push_back({message.role.c_str(), message.text.c_str()});
  std::string text;
  int length = apply(form, list, open_assistant_turn, text);
  if (length < 0)
    return bad_input("the model's chat template does not take this sequence of messages.");
  // llama.cpp copies as strncpy does: without the ending NUL when the buffer is exactly filled.
  text.resize(static_cast<std::size_t>(length));
  apply(form, list, open_assistant_turn, text);
  return text;
}

}  // namespace tare::llama
