// How a conversation's memory grew, in plain facts from its rows and turns. It never says that
// nothing leaks: a handful of points can't carry that. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/figures.h"

namespace tare {

// Messages answered by that step: its note `messages`, else the number in "… after N messages".
std::optional<std::uint64_t> messages_of(const Step& step);

enum class FallKind {
  freed,      // own bytes fell as far: freed, and returned to the system
  reclaimed,  // own bytes did not fall, file pages did: the system took them back, nothing freed
  swapped,    // own bytes did not fall, swap rose: moved out, nothing freed
  mixed,      // some of both
};
// RSS fell by 1 MiB or more from one row of messages to the next.
struct Fall {
  std::uint64_t from_message = 0;
  std::uint64_t to_message = 0;
  ByteDelta rss;   // negative
  ByteDelta own;   // change of own bytes
  ByteDelta file;  // change of resident file pages
  ByteDelta swap;
  FallKind kind = FallKind::mixed;
};

struct Growth {
  std::uint64_t from_message = 0;  // of the first row with messages
  std::uint64_t to_message = 0;    // of the last
  Computed<ByteDelta> own;
  Computed<ByteDelta> rss;
  Computed<ByteDelta> vram;
  Computed<double> own_per_message;  // bytes
  std::size_t rows = 0;              // rows with messages
  std::size_t turns = 0;             // turns recorded
  std::vector<Fall> falls;
};
// Unknown when the run has fewer than two rows with different numbers of messages.
Computed<Growth> growth(const ProfileRuns& runs);

}  // namespace tare
