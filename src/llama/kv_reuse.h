// Which part of a KV cache a new prompt can use again. Pure: tokens in, a plan out.
//
// The cache holds the tokens `cached` at positions 0, 1, 2 … A chat's next prompt begins like the
// last one (common prefix), and when its window slid, it goes on with what stood further behind: a
// stretch [drop_from, drop_to) is missing in between, and what follows moves down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tare::llama {

struct KvReuse {
  std::size_t keep = 0;       // cached[0, keep) stays where it is
  std::size_t drop_from = 0;  // cached[drop_from, drop_to) is removed; drop_from == keep
  std::size_t drop_to = 0;    // == drop_from when nothing moves
  std::size_t moved = 0;      // cached[drop_to, drop_to + moved) moves down to position `keep`
  // Everything cached behind that is removed; prompt[reused(), end) is to be decoded.
  std::size_t reused() const { return keep + moved; }
  friend bool operator==(const KvReuse&, const KvReuse&) = default;
};

// Moving the cache means turning every key in it (about 40 ms for 700 tokens of a small model), so
// that fewer tokens than this are decoded anew instead.
constexpr std::size_t kFewestMoved = 16;

// The plan that reuses most of `cached` for `prompt`. At least the last token of the prompt is left
// to decode, for its logits. `can_move` false: only the common prefix. O(cached + prompt).
// Precondition: prompt is not empty.
KvReuse plan_reuse(std::span<const std::int32_t> cached, std::span<const std::int32_t> prompt,
                   bool can_move, std::size_t fewest_moved = kFewestMoved);

}  // namespace tare::llama
