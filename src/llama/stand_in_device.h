// A device of llama.cpp that computes on the CPU and behaves like a card of a given size: it counts
// what is allocated on it, and refuses what does not fit.
#pragma once

#include <ggml-backend.h>

#include "base/bytes.h"
#include "port/stand_in_block.h"

namespace tare::llama {

// The device, kept until the process ends; one per process. Its memory is `size`; free memory is
// what `block->used` leaves of it. Only the buffers that clients ask for are counted: the work
// space of a computation and what a message takes on its way are the process's own.
ggml_backend_dev_t stand_in_device(Bytes size, StandInBlock* block);

}  // namespace tare::llama
