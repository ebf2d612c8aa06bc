// A reading: a number of bytes, or the reason why there is none. Missing is never zero.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/bytes.h"

namespace tare {

enum class Why {
  not_asked,      // nobody asked for it in this run
  not_supported,  // the kernel, driver or platform does not have it
  not_permitted,  // the system refuses it to us
  no_device,      // there is no such card or driver
  process_gone,   // the process ended before it could be read
  no_limit,       // a limit that is not set
  failed,         // it should be there and could not be read or understood
};

// The words of interfaces: {"missing": "not permitted"}.
constexpr std::string_view name(Why why) {
  switch (why) {
    case Why::not_asked:
      return "not asked";
    case Why::not_supported:
      return "not supported";
    case Why::not_permitted:
      return "not permitted";
    case Why::no_device:
      return "no device";
    case Why::process_gone:
      return "process gone";
    case Why::no_limit:
      return "no limit";
    case Why::failed:
      return "failed";
  }
  return "failed";
}
std::optional<Why> why_named(std::string_view name);

struct Missing {
  Why why = Why::not_asked;
  std::string detail;  // one clause for people, may be empty: "no NVIDIA driver: libnvidia-ml.so.1
                       // not found"
  friend bool operator==(const Missing&, const Missing&) = default;
};

class Reading {
 public:
  Reading() : value_(Missing{}) {}
  Reading(Bytes bytes) : value_(bytes) {}
  Reading(Missing missing) : value_(std::move(missing)) {}

  explicit operator bool() const { return std::holds_alternative<Bytes>(value_); }
  Bytes operator*() const { return std::get<Bytes>(value_); }
  const Missing& missing() const { return std::get<Missing>(value_); }
  friend bool operator==(const Reading&, const Reading&) = default;

 private:
  std::variant<Bytes, Missing> value_;
};

// Missing when either part is (the first one's reason).
Reading operator+(const Reading& a, const Reading& b);

// later - earlier; nothing when either is missing.
std::optional<ByteDelta> difference(const Reading& later, const Reading& earlier);

}  // namespace tare
