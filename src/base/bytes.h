// Bytes and their signed difference. A size is never a bare integer and never negative.
#pragma once

#include <compare>
#include <cstdint>

namespace tare {

struct ByteDelta {
  std::int64_t value = 0;
  friend constexpr auto operator<=>(ByteDelta, ByteDelta) = default;
  friend constexpr ByteDelta operator+(ByteDelta a, ByteDelta b) { return {a.value + b.value}; }
  friend constexpr ByteDelta operator-(ByteDelta a, ByteDelta b) { return {a.value - b.value}; }
};

struct Bytes {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Bytes, Bytes) = default;
  friend constexpr Bytes operator+(Bytes a, Bytes b) { return {a.value + b.value}; }
  friend constexpr ByteDelta operator-(Bytes a, Bytes b) {
    return {static_cast<std::int64_t>(a.value - b.value)};  // wraps to the signed difference
  }
  constexpr Bytes& operator+=(Bytes b) {
    value += b.value;
    return *this;
  }
};

constexpr Bytes kib(std::uint64_t n) { return {n << 10}; }
constexpr Bytes mib(std::uint64_t n) { return {n << 20}; }
constexpr Bytes gib(std::uint64_t n) { return {n << 30}; }
constexpr double in_mib(Bytes b) { return static_cast<double>(b.value) / (1 << 20); }
constexpr double in_mib(ByteDelta d) { return static_cast<double>(d.value) / (1 << 20); }

}  // namespace tare
