// The line above a table: which profile, which model, where its layers are, which cards. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"
#include "report/words.h"

namespace tare {

// All notes of the run, steps' first, in order.
std::vector<Note> all_notes(const Run& run);
std::optional<std::string_view> last_of(std::span<const Note> notes, std::string_view key);

// "SmolLM2-135M.Q4_1 93.81 MiB"; empty when the program said nothing of a model.
std::string model_text(std::span<const Note> notes);
// "30 layers on CPU, ctx 2048"; empty until the model is loaded.
std::string layers_text(Lang lang, std::span<const Note> notes);
// "batch 256, KV f16, threads 1, profile auto"; empty until the model is loaded.
std::string settings_text(Lang lang, std::span<const Note> notes);
// The cards, or why there is none and what to try instead.
std::string cards_text(Lang lang, const Cards& cards);

// "PROFILE 2 load without warm-up | … | … | …"; without a scenario, the program's name first.
std::string title_line(Lang lang, std::string_view scenario, std::span<const Note> notes,
                       const Cards& cards);

// 1, 2, 3 for startup, load, conversation, else 0.
int profile_number(std::string_view scenario);

}  // namespace tare
