#include "mate/avatar_queue.h"

namespace mate {

namespace {

constexpr std::size_t kKeptCapacity = 256;

// The room of a text is kept for the next one, unless a long one made it large.
void forget(std::string& text) {
  if (text.capacity() > kKeptCapacity) std::string().swap(text);
  text.clear();
}

}  // namespace

AvatarQueue::AvatarQueue() {
  for (std::size_t i = kCapacity; i-- > 0;) {
    entries_[i].after = free_;
    free_ = static_cast<Slot>(i);
  }
}

void AvatarQueue::push(const AvatarCommand& command, std::string_view singles) {
  Entry& entry = place_for({});
  entry.expression.length = 0;
  entry.line.assign(command.line);
  entry.singles.assign(singles);
}

void AvatarQueue::push(const ExpressionValue& expression) {
  place_for(expression.name()).expression = expression;
}

// The last place, made free if need be.
AvatarQueue::Entry& AvatarQueue::place_for(std::string_view expression) {
  Slot stale = expression.empty() ? kNone : find(expression);
  if (stale != kNone) {
    ++counts_.replaced;
    unlink(stale);
  } else if (count_ == kCapacity) {
    ++counts_.dropped;
    Slot value = oldest_value();
    unlink(value == kNone ? first_ : value);
  }
  Slot slot = free_;
  free_ = entries_[slot].after;
  link_last(slot);
  return entries_[slot];
}

bool AvatarQueue::pop(std::string& line, std::string& singles, ExpressionValue& expression) {
  if (count_ == 0) return false;
  const Entry& entry = entries_[first_];
  expression.length = entry.expression.length;
  if (expression.length > 0) {
    expression = entry.expression;
  } else {
    line += entry.line;
    singles += entry.singles;
  }
  unlink(first_);
  return true;
}

std::size_t AvatarQueue::reserved_bytes() const {
  std::size_t bytes = 0;
  for (const Entry& entry : entries_) {
    bytes += entry.line.capacity() + entry.singles.capacity();
  }
  return bytes;
}

AvatarQueue::Slot AvatarQueue::find(std::string_view expression) const {
  for (Slot slot = first_; slot != kNone; slot = entries_[slot].after) {
    if (entries_[slot].expression.name() == expression) return slot;
  }
  return kNone;
}

AvatarQueue::Slot AvatarQueue::oldest_value() const {
  for (Slot slot = first_; slot != kNone; slot = entries_[slot].after) {
    if (entries_[slot].expression.length > 0) return slot;
  }
  return kNone;
}

void AvatarQueue::unlink(Slot slot) {
  Entry& entry = entries_[slot];
  forget(entry.line);
  forget(entry.singles);
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
