// What a stand-in card's process and its owner share: one page of memory (a memfd). A contract
// between llama/stand_in_card_main.cc, which writes it, and linux/stand_in_card.cc, which made it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace tare {

enum class StandInState : std::uint32_t {
  starting = 0,  // the block is all zero when it is made
  ready,         // the server listens on `port`
  failed,        // `error` says why; the process ends
};

struct StandInBlock {
  std::atomic<StandInState> state;
  std::atomic<std::uint32_t> port;  // on 127.0.0.1; valid when ready
  std::atomic<std::uint64_t> size;  // bytes of the card
  std::atomic<std::uint64_t> used;  // bytes allocated on it now
  std::atomic<std::uint64_t> peak;  // the most that `used` has been
  std::array<char, 512> error;      // valid when failed; ends with NUL
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
static_assert(sizeof(StandInBlock) <= 4096);

}  // namespace tare
