// The scenarios that `tare profile` measures: a life of Desktop-Mate in marked steps. The first
// step of each ("1 baseline", "1 empty process") is marked by main(), before anything else happens.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mate/chat_engine.h"
#include "mate/marking.h"
#include "mate/model_manager.h"

namespace mate {

enum class Scenario { startup, load, conversation, ipc };
constexpr std::string_view name(Scenario scenario) {
  switch (scenario) {
    case Scenario::startup:
      return "startup";
    case Scenario::load:
      return "load";
    case Scenario::conversation:
      return "conversation";
    case Scenario::ipc:
      return "ipc";
  }
  return "load";
}
std::optional<Scenario> scenario_named(std::string_view name);
constexpr std::string_view first_step(Scenario scenario) {
  return scenario == Scenario::startup ? "1 empty process" : "1 baseline";
}

// Each makes one component, which stays.
struct StartupParts {
  std::function<tare::Result<>()> configuration;
  std::function<tare::Result<>()> avatar_bridge;
  std::function<tare::Result<>()> qt_module;
  std::function<tare::Result<>()> qt_application;
};
tare::Result<> run_startup(const StartupParts& parts);

// What the scenarios with a model work on.
struct ModelParts {
  tare::Engine& engine;
  ModelManager& manager;
  ChatEngine& chat;
  const ThreadGovernor* governor = nullptr;    // may be null
  std::function<tare::Bytes()> sqlite_memory;  // may be empty
  std::function<void(std::string_view)> say;   // progress for a person; may be empty
};

struct ModelScenario {
  tare::LoadRequest request;
  std::string profile;
  bool warm = false;
  std::uint64_t turns = 100;
  std::vector<std::string> prompts;  // not empty, cycled
};

// The seed's prompts.
std::vector<std::string> seed_prompts();

// Steps 2 to 6 of load: backend, model, two replies to the first prompt, unload.
tare::Result<> run_load(const ModelParts& parts, const ModelScenario& scenario);

// Steps 2 to 7 of conversation. `make_engine` makes what the "engine made" step weighs.
tare::Result<> run_conversation(const ModelParts& parts, const ModelScenario& scenario);

}  // namespace mate
