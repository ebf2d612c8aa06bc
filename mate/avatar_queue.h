// What waits to be sent to the avatar: bounded, in order, with at most one value of each
// expression, which takes no memory beside the object itself. Not for several threads by itself.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "mate/avatar_command.h"

namespace mate {

class AvatarQueue {
 public:
  static constexpr std::size_t kCapacity = 64;

  struct Counts {
    std::uint64_t replaced = 0;  // values that a newer one of the same expression made stale
    std::uint64_t dropped = 0;   // commands given up because the queue was full
  };

  AvatarQueue();

  // A newer value of an expression takes the queued one's place away and stands last, where it
  // means the same whatever was queued between. When full, the oldest expression value is dropped;
  // when none is queued, the oldest command. The others keep their order.
  // `singles`: the lines to send when the avatar does not acknowledge `command`, a batch.
  void push(const AvatarCommand& command, std::string_view singles = {});
  // Touches no memory but the queue's own.
  void push(const ExpressionValue& expression);

  // Appends the oldest command's line and its singles to `line` and `singles` (which have room:
  // kLongestLine each), so that the taker allocates nothing. An expression's line is left to be
  // made by the taker, who need not hold a lock for it. False when empty.
  bool pop(std::string& line, std::string& singles, ExpressionValue& expression);

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  Counts counts() const { return counts_; }
  // What the texts kept for reuse may hold at most, beside the object itself.
  std::size_t reserved_bytes() const;

 private:
  using Slot = std::uint8_t;
  static constexpr Slot kNone = 0xFF;

  struct Entry {
    ExpressionValue expression;  // without a name: `line` is the command
    std::string line;
    std::string singles;
    Slot before = kNone;
    Slot after = kNone;
  };

  Entry& place_for(std::string_view expression);
  Slot find(std::string_view expression) const;
  Slot oldest_value() const;
  void unlink(Slot slot);
  void link_last(Slot slot);

  std::array<Entry, kCapacity> entries_;
  Slot first_ = kNone;
  Slot last_ = kNone;
  Slot free_ = kNone;  // a list through `after`
  std::size_t count_ = 0;
  Counts counts_;
};

}  // namespace mate
