// Why a load failed, in one sentence, from what llama.cpp logged.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "llama/devices.h"

namespace tare::llama {

// A refused allocation in llama.cpp's words: "failed to allocate RPC0[…] buffer of size 1234".
struct RefusedBuffer {
  std::string buffers;  // name of the buffer type, empty when the message names none
  Bytes size;
};
std::optional<RefusedBuffer> refused_buffer(const std::string& line);

// `lines` as logged(), `before` the devices as they were before the load.
Error load_failure(const std::string& path, const std::vector<std::string>& lines,
                   const Devices& devices, const std::vector<EngineDevice>& before,
                   Bytes file_size);

}  // namespace tare::llama
