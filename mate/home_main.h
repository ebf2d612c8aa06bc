// What chat and gui stand on: the conversation's memory, the log, the model, the avatar. Not part
// of the library.
#pragma once

#include <memory>
#include <string>

#include "mate/companion.h"
#include "mate/log_file.h"
#include "mate/wiring_main.h"

namespace mate {

struct Home {
  std::unique_ptr<LogFile> log;
  std::unique_ptr<Wiring> wiring;
  std::unique_ptr<ConversationMemory> memory;
  std::unique_ptr<AvatarBridge> avatar;
  std::unique_ptr<Companion> companion;
  LoadOutcome model;
};

// Opens the memory and the log, loads the model, takes up the conversation and calls the avatar.
// What had to be given up, and warnings, are told on standard error. `source`: "chat" or "gui".
tare::Result<> settle(const Options& options, std::string source, Home& home);

// The model and how it lies here, in one line.
std::string model_line(const Home& home);

}  // namespace mate
