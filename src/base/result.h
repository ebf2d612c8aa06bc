// Result<T>: a value, or an Error that a person can read. The only file that names tl::expected.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tare {

// What kind of failure it was decides the exit code of a program, nothing else.
enum class ErrorKind {
  bad_input,  // wrong use, a bad file or value: exit 2
  refused,    // the machine said no: permission, memory, no such process, no space: exit 3
};

// One sentence: what, where, why, what to do. No trailing newline.
struct Error {
  std::string text;
  ErrorKind kind = ErrorKind::bad_input;
  int system = 0;  // the errno behind it, 0 when there is none
};

constexpr int exit_code(ErrorKind kind) { return kind == ErrorKind::bad_input ? 2 : 3; }

template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(tl::expected<T, Error> other) : tl::expected<T, Error>(std::move(other)) {}
};

// return bad_input("…") and return refused("…") convert to any Result.
inline tl::unexpected<Error> bad_input(std::string text) {
  return tl::unexpected<Error>(Error{std::move(text), ErrorKind::bad_input});
}
inline tl::unexpected<Error> refused(std::string text, int system = 0) {
  return tl::unexpected<Error>(Error{std::move(text), ErrorKind::refused, system});
}
inline tl::unexpected<Error> pass(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace tare
