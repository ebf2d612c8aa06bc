// Expression values on their way from whoever shows them to the avatar's sender: bounded, in order,
// without locks, waits and allocation, on as few cache lines as can be, because a chat calls once
// in a while and finds none of them warm. Any threads put, one at a time takes. The ring is Dmitry
// Vyukov's bounded queue: each slot counts the rounds itself.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "mate/avatar_command.h"

namespace mate {

class ExpressionInbox {
 public:
  static constexpr std::size_t kSlots = 16;

  ExpressionInbox() {
    for (std::size_t i = 0; i < kSlots; ++i) slots_[i].round.store(i, std::memory_order_relaxed);
  }

  // `name` has at most ExpressionValue::kLongestName bytes. False: there is no room. Once true, a
  // has() that another thread asks later is true until the value is taken (sequentially consistent:
  // whoever says that it sleeps, and then asks has(), misses nothing).
  bool put(std::string_view name, double value) {
    auto at = last_.load(std::memory_order_relaxed);
    for (;;) {
      Slot& slot = slots_[at % kSlots];
      auto round = slot.round.load(std::memory_order_acquire);
      if (round < at) return false;  // not taken since the last round
      if (round > at) {
        at = last_.load(std::memory_order_relaxed);
      } else if (last_.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
        slot.value = value;
        slot.length = static_cast<std::uint8_t>(name.size());
        std::memcpy(slot.letters.data(), name.data(), name.size());
        slot.round.store(at + 1);
        return true;
      }
    }
  }

  // The oldest, unless there is none or its writer is not done yet.
  bool take(ExpressionValue& into) {
    auto at = first_.load(std::memory_order_relaxed);
    Slot& slot = slots_[at % kSlots];
    if (slot.round.load(std::memory_order_acquire) != at + 1) return false;
    into.value = slot.value;
    into.length = slot.length;
    std::memcpy(into.letters.data(), slot.letters.data(), slot.length);
    slot.round.store(at + kSlots, std::memory_order_release);
    first_.store(at + 1, std::memory_order_relaxed);
    return true;
  }

  bool has() const {
    auto at = first_.load(std::memory_order_relaxed);
    return slots_[at % kSlots].round.load() == at + 1;
  }
  // Also counts values whose writers are not done yet. For whoever may take.
  bool promised() const { return last_.load() != first_.load(std::memory_order_relaxed); }

 private:
  struct alignas(64) Slot {
    std::atomic<std::uint64_t> round;
    double value = 0;
    std::uint8_t length = 0;
    std::array<char, ExpressionValue::kLongestName> letters{};
  };

  alignas(64) std::atomic<std::uint64_t> last_{0};
  alignas(64) std::atomic<std::uint64_t> first_{0};
  std::array<Slot, kSlots> slots_;
};

}  // namespace mate
