// Tokens are pieces of bytes, and a character may lie in two of them. This hands out whole UTF-8
// characters only; what can never become one is given as U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace tare::llama {

class Utf8Pieces {
 public:
  // The characters that are complete with `bytes`; the beginning of another is kept for later.
  std::string add(std::string_view bytes);
  // Nothing more comes: U+FFFD for a character that was begun, else nothing.
  std::string finish();

 private:
  std::string begun_;
};

}  // namespace tare::llama
