// The model's own chat template.
#pragma once

#include <span>
#include <string>

#include "llama/handles.h"
#include "port/engine.h"

namespace tare::llama {

// Whether the model's file carries a template that llama.cpp knows.
bool has_known_template(const llama_model* model);

// The messages as the model wants them; ChatML when its own template is missing or unknown.
Result<std::string> apply_template(const llama_model* model, std::span<const ChatMessage> messages,
                                   bool open_assistant_turn);

}  // namespace tare::llama
