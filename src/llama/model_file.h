// What can be said about a model's file before and after llama.cpp has tried to load it.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace tare::llama {

// Before a load: the file exists, can be read, is a regular file and begins like a GGUF file of a
// version that llama.cpp reads (2 or 3). Reads 24 bytes. The value is the file's size.
Result<Bytes> check_model_file(const std::string& path);

// After a failed load: a sentence when the file itself is to blame (cut short, damaged), else an
// empty text. Reads the file's whole head (names and shapes of the tensors), so never on the good
// path.
std::string blame_file(const std::string& path, Bytes file_size);

}  // namespace tare::llama
