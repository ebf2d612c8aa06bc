#include "mate/avatar_queue.h"

namespace mate {

namespace {

constexpr std::size_t kKeptCapacity = 256;

// Reuses the room of `kept` unless a long text made it large.
void assign(std::string& kept, std::string_view text) {
  if (kept.capacity() > kKeptCapacity && text.size() <= kKeptCapacity) std::string().swap(kept);
  kept.assign(text);
}

}  // namespace

AvatarQueue::AvatarQueue() {
  for (std::size_t i = kCapacity; i-- > 0;) {
    entries_[i].after = free_;
    free_ = static_cast<Slot>(i);
  }
}

void AvatarQueue::push(const AvatarCommand& command, std::string_view singles) {
  Slot stale = command.expression.empty() ? kNone : find(command.expression);
  if (stale != kNone) {
    ++counts_.replaced;
    unlink(stale);
  } else if (count_ == kCapacity) {
    ++counts_.dropped;
    Slot value = oldest_value();
    unlink(value == kNone ? first_ : value);
  }
  Slot slot = free_;
  Entry& entry = entries_[slot];
  free_ = entry.after;
  assign(entry.line, command.line);
  assign(entry.singles, singles);
  assign(entry.expression, command.expression);
  link_last(slot);
}

bool AvatarQueue::pop(std::string& line, std::string& singles) {
  if (count_ == 0) return false;
  const Entry& entry = entries_[first_];
  line += entry.line;
  singles += entry.singles;
  unlink(first_);
  return true;
}

std::size_t AvatarQueue::reserved_bytes() const {
  std::size_t bytes = 0;
  for (const Entry& entry : entries_) {
    bytes += entry.line.capacity() + entry.singles.capacity() + entry.expression.capacity();
  }
  return bytes;
}

AvatarQueue::Slot AvatarQueue::find(std::string_view expression) const {
  for (Slot slot = first_; slot != kNone; slot = entries_[slot].after) {
    if (entries_[slot].expression == expression) return slot;
  }
  return kNone;
}

AvatarQueue::Slot AvatarQueue::oldest_value() const {
  for (Slot slot = first_; slot != kNone; slot = entries_[slot].after) {
    if (!entries_[slot].expression.empty()) return slot;
  }
  return kNone;
}

void AvatarQueue::unlink(Slot slot) {
  Entry& entry = entries_[slot];
  (entry.before == kNone ? first_ : entries_[entry.before].after) = entry.after;
  (entry.after == kNone ? last_ : entries_[entry.after].before) = entry.before;
  entry.after = free_;
  free_ = slot;
  --count_;
}

void AvatarQueue::link_last(Slot slot) {
  Entry& entry = entries_[slot];
  entry.before = last_;
  entry.after = kNone;
  (last_ == kNone ? first_ : entries_[last_].after) = slot;
  last_ = slot;
  ++count_;
}

}  // namespace mate
