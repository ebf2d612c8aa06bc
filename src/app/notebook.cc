#include "app/notebook.h"

#include <algorithm>

namespace tare {

bool Notebook::add(const Note& note) {
  if (notes_.size() >= kMost) return false;
  notes_.push_back(note);
  return true;
}

bool Notebook::add(const Declared& declared) {
  auto known = std::ranges::find_if(declared_, [&](const Declared& d) {
    return d.owner == declared.owner && d.device == declared.device;
  });
  auto zero = Reading(Bytes{});
  if (declared.resident == zero && declared.reserved == zero) {
    if (known != declared_.end()) declared_.erase(known);
    return true;
  }
  if (known != declared_.end()) {
    *known = declared;
  } else if (declared_.size() < kMost) {
    declared_.push_back(declared);
  } else {
    return false;
  }
  return true;
}

}  // namespace tare
