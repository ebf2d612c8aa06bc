// marks.h in C++17: the same calls, on std::string_view, and a scope that ends itself. The promises
// of marks.h hold; text also ends at a NUL inside of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "tare/marks.h"

namespace tare::marks {

inline tare_marks_field field(std::string_view text) {
  return tare_marks_cut(text.data(), text.size());
}

// True when somebody records this program: worth asking before composing a costly text.
inline bool on() { return tare_marks_on() != 0; }

inline void step(std::string_view name) {
  if (on()) tare_marks_send_1("step", field(name), 1);
}

inline void part(std::string_view name) {
  if (on()) tare_marks_send_1("part", field(name), 1);
}

inline void turn(std::uint64_t number, std::uint64_t prompt_tokens, std::uint64_t reply_tokens) {
  tare_turn(number, prompt_tokens, reply_tokens);
}

inline void memory(std::string_view owner, std::string_view device, std::int64_t resident,
                   std::int64_t reserved) {
  if (on()) tare_marks_send_memory(field(owner), field(device), resident, reserved);
}

inline void note(std::string_view key, std::string_view value) {
  if (on()) tare_marks_send_note(field(key), field(value));
}

// Begins here, ends with its block. The text must outlive it.
class Scope {
 public:
  explicit Scope(std::string_view name) : name_(name) {
    if (on()) tare_marks_send_1("begin", field(name_), 0);
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() {
    if (on()) tare_marks_send_1("end", field(name_), 0);
  }

 private:
  std::string_view name_;
};

}  // namespace tare::marks
