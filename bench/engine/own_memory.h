// This process's memory, read the plain way: the benches must not lean on what they measure.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace tare::bench {

struct OwnMemory {
  double rss_mib = 0;
  double own_mib = 0;  // anonymous + swapped out
};

inline OwnMemory own_memory() {
  std::ifstream status("/proc/self/status");
  std::uint64_t rss = 0;
  std::uint64_t own = 0;
  std::string key;
  std::uint64_t kib = 0;
  while (status >> key) {
    if (key == "VmRSS:" && status >> kib) rss = kib;
    if ((key == "RssAnon:" || key == "VmSwap:") && status >> kib) own += kib;
    std::getline(status, key);
  }
  return {static_cast<double>(rss) / 1024, static_cast<double>(own) / 1024};
}

}  // namespace tare::bench
