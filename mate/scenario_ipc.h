// The scenario "ipc": what a command to the avatar costs the chat, how long it takes to the system
// and back, with the avatar absent, connected and slow. Its figures are notes (doc/marks.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mate {

struct AvatarPlace {
  std::string host;
  int port = 0;
};
// "127.0.0.1:5555", "[::1]:5555"; bad input for what is no such place.
tare::Result<AvatarPlace> avatar_place(std::string_view text);

struct IpcScenario {
  std::string avatar_double;                  // path of tare-avatar-double
  std::optional<AvatarPlace> real;            // measured instead of the double; it is not made slow
  std::size_t calls = 1000;                   // of each command in each state
  std::function<void(std::string_view)> say;  // progress for a person; may be empty
};

// Steps 2 to 7 of ipc: absent, connected, slow, batch against single, queue full twice.
tare::Result<> run_ipc(const IpcScenario& scenario);

}  // namespace mate
