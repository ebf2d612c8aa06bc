// Orphans of the program under test become our children, so that none is lost sight of.
#pragma once

#include <sys/types.h>

#include <vector>

namespace tare {

// Makes this process the subreaper of what it starts, until destruction. What it had as children
// before, and `ours`, is left to whoever started it; so nothing else in this process may start a
// child that lives meanwhile.
class AdoptedChildren {
 public:
  AdoptedChildren();
  AdoptedChildren(const AdoptedChildren&) = delete;
  AdoptedChildren& operator=(const AdoptedChildren&) = delete;
  ~AdoptedChildren();

  // Takes the status of those that ended, so that no zombies pile up.
  void reap(pid_t ours) const;
  // Ends all that are left.
  void kill_all(pid_t ours) const;

 private:
  std::vector<pid_t> list(pid_t ours) const;

  int before_ = 0;
  std::vector<pid_t> not_adopted_;
};

}  // namespace tare
