// Asks whether a llama.cpp RPC server of our version answers at an address, without llama.cpp's own
// client, which ends the process when it does not.
#pragma once

#include <string>

#include "base/result.h"

namespace tare::llama {

// Connects, greets as llama.cpp's client does, and hangs up; two seconds at most. The server serves
// one client at a time: one that is busy with another program does not answer, and the error says
// so.
Result<> check_rpc_server(const std::string& endpoint);

}  // namespace tare::llama
