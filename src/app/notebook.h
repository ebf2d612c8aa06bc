// What the program said since its last step: notes for the next one, and what it declares to hold.
#pragma once

#include <vector>

#include "core/run.h"

namespace tare {

class Notebook {
 public:
  // A program that notes without end and never makes a step must not fill our memory.
  static constexpr std::size_t kMost = 10000;

  // False when there is no room any more.
  bool add(const Note& note);
  // The latest word per owner and device; 0 and 0 withdraws it.
  bool add(const Declared& declared);

  std::vector<Note> take_notes() { return std::exchange(notes_, {}); }
  const std::vector<Declared>& declared() const { return declared_; }

 private:
  std::vector<Note> notes_;
  std::vector<Declared> declared_;  // in order of first word
};

}  // namespace tare
