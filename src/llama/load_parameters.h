// From a LoadRequest to llama.cpp's parameters.
#pragma once

#include <ggml.h>
#include <llama.h>

#include <optional>
#include <string_view>

#include "base/result.h"
#include "port/engine.h"

namespace tare::llama {

// f32, f16, bf16, q8_0, q4_0, q4_1, q5_0, q5_1, iq4_nl.
std::optional<ggml_type> kv_type_named(std::string_view name);

// Each value that is out of range, in one sentence that names it.
Result<> check_request(const LoadRequest& request);

// Precondition of both: check_request said yes.
llama_model_params model_parameters(const LoadRequest& request, bool dry);
llama_context_params context_parameters(const LoadRequest& request);

}  // namespace tare::llama
