// What the tests with the real model share.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "llama/engine.h"
#include "tests/engine/programs.h"

namespace tare {

inline std::string model_path() {
  const char* path = std::getenv("TARE_TEST_MODEL");
  return path == nullptr ? "models/SmolLM2-135M-Instruct.Q4_1.gguf" : path;
}

inline LoadRequest small_load() {
  return {.model_path = model_path(), .gpu_layers = 0, .ctx = 512, .batch = 64, .threads = 1};
}

// The value of a Result that must be there; the test stops with the error's text otherwise.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}

}  // namespace tare
