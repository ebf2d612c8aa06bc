#include "linux/adopted_children.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace tare {

namespace {

// A kernel without CONFIG_PROC_CHILDREN has no such file: then none are seen.
std::vector<pid_t> children_of_ours() {
  std::vector<pid_t> pids;
  std::error_code ignored;
  for (std::filesystem::directory_iterator task("/proc/self/task", ignored), end;
       !ignored && task != end; task.increment(ignored)) {
    std::ifstream list(task->path() / "children");
    for (pid_t pid = 0; list >> pid;) pids.push_back(pid);
  }
  return pids;
}

}  // namespace

AdoptedChildren::AdoptedChildren() : not_adopted_(children_of_ours()) {
  ::prctl(PR_GET_CHILD_SUBREAPER, &before_);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

AdoptedChildren::~AdoptedChildren() { ::prctl(PR_SET_CHILD_SUBREAPER, before_); }

std::vector<pid_t> AdoptedChildren::list(pid_t ours) const {
  auto pids = children_of_ours();
  std::erase_if(pids, [&](pid_t pid) {
    return pid == ours || std::ranges::find(not_adopted_, pid) != not_adopted_.end();
  });
  return pids;
}

void AdoptedChildren::reap(pid_t ours) const {
  for (auto pid : list(ours)) ::waitpid(pid, nullptr, WNOHANG);
}

void AdoptedChildren::kill_all(pid_t ours) const {
  // Killing one may hand us its children; a bound, should they multiply faster.
  for (int round = 0; round < 100; ++round) {
    auto pids = list(ours);
    if (pids.empty()) return;
    for (auto pid : pids) ::kill(pid, SIGKILL);
    for (auto pid : pids) ::waitpid(pid, nullptr, 0);
  }
}

}  // namespace tare
