// Says before a load whether the machine's RAM has room for it: a load that has none ends, else,
// with the process killed in the middle of it. Weights that are mapped from the model's file can be
// dropped and read again, so they alone make a load slow and not impossible.
#pragma once

#include <string>
#include <vector>

#include "core/reading.h"
#include "port/engine.h"
#include "port/platform.h"

namespace mate {

// What a load holds in RAM, by the engine's plan.
struct RamNeed {
  tare::Bytes buffers;  // KV cache, compute, output, copied weights, and what goes with them
  tare::Bytes mapped;   // weights mapped from the file
};
RamNeed ram_need(const std::vector<tare::DeviceMemory>& plan, std::uint32_t ctx);

// What the machine has for this process. A reading that is missing limits nothing.
struct RamRoom {
  tare::Reading available;      // MemAvailable; swap is no place for what every token reads
  tare::Reading group_limit;    // of the control groups
  tare::Reading group_left;     // of that limit
  tare::Reading address_space;  // what `ulimit -v` leaves
};
RamRoom read_ram_room(tare::Platform& platform);

// Clauses without their full stop; empty where there is nothing to say.
struct RamVerdict {
  std::string no_room;    // it cannot be loaded: "M with a context of N does not fit into RAM: …"
  std::string no_lock;    // the same, but it can where the weights are not locked in RAM
  std::string will_page;  // it can; weights will be read from the disk again and again
};
RamVerdict judge(const tare::LoadRequest& request, const RamNeed& need, const RamRoom& room);

// The three above for one load. One that cannot be planned is let through: it fails by itself, with
// a better sentence.
RamVerdict check_ram(tare::Engine& engine, tare::Platform& platform,
                     const tare::LoadRequest& request);

}  // namespace mate
