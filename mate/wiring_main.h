// The only place where Desktop-Mate meets Linux, the cards and llama.cpp: what the program runs on,
// made once from the command line. Not part of the library.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "linux/linux_platform.h"
#include "linux/stand_in_card.h"
#include "llama/engine.h"
#include "mate/chat_engine.h"
#include "mate/config.h"
#include "mate/machine_facts.h"
#include "mate/memory_watch.h"
#include "mate/model_manager.h"
#include "mate/options.h"
#include "mate/thread_governor.h"
#include "probe/process_probe.h"

namespace mate {

struct Wiring {
  Config config;
  tare::LoadRequest request;
  std::string profile;
  bool french = false;

  tare::LinuxPlatform platform;
  std::optional<tare::ProcessProbe> probe;
  std::vector<std::unique_ptr<tare::CardSource>> cards;  // opened at the first look
  std::unique_ptr<tare::StandInCard> stand_in;
  std::unique_ptr<tare::LlamaEngine> engine;
  std::unique_ptr<MemoryWatch> watch;
  std::unique_ptr<ThreadGovernor> governor;
  std::unique_ptr<ModelManager> manager;

  MemorySources sources();
  tare::Cards read_cards();
};

// `scenario`: built-in settings unless --config names some, and nothing is logged, so that runs
// compare. Starts a stand-in card where one is asked for.
tare::Result<std::unique_ptr<Wiring>> wire(const Options& options, bool scenario,
                                           MemoryWatch::Log log);

// The commands: each answers the exit code.
int run_scenario(const Options& options);
int run_chat(const Options& options);
int run_gui(const Options& options);

// One sentence on standard error; the exit code of its kind.
int fail(const tare::Error& error);

}  // namespace mate
