// What the process and its model hold, in words: /memory, the window's page, its foot. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/sample.h"
#include "mate/memory_watch.h"
#include "port/engine.h"

namespace mate {

struct ThreadUse {
  int now = 1;
  int most = 1;
  bool fixed = false;  // the user asked for a number
  double others = 0;   // busy tasks of other programs, smoothed
};

struct Holdings {
  tare::ProcessMemory process;
  tare::Cards cards;
  std::vector<tare::DeviceMemory> model;  // empty: none is loaded
  HeapUse heap;
  tare::Bytes sqlite;
  std::optional<ThreadUse> threads;
};

// Several lines, one subject each, no newline at the end. MiB with two decimals.
std::string memory_report(const Holdings& holdings);

// "RAM 166.20 MiB, own 65.85 MiB, VRAM 5234.00 MiB": one line; without a card no VRAM.
std::string memory_line(const Holdings& holdings);

}  // namespace mate
