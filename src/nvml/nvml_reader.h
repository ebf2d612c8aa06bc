// The memory of NVIDIA's cards, read in the calling thread; a call into the driver may take long.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/sample.h"
#include "nvml/nvml_api.h"
#include "port/platform.h"

namespace tare::nvml {

// What decides whether the driver's process ids are ours.
struct Surroundings {
  bool host_pids = true;  // we run in the host's PID namespace
  bool wsl = false;       // Windows Subsystem for Linux: the driver gives totals only
};

class Reader {
 public:
  // Opens and starts the library and finds its cards. Never fails: what could not be had is told
  // by read().
  Reader(const std::string& library, Surroundings surroundings);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Cards read(pid_t pid);
  // Every process that the driver lists on each card.
  std::vector<CardUsers> users();

 private:
  struct Card {
    Device device = nullptr;
    CardMemory memory;                  // id, name
    std::optional<Missing> no_device;   // why it cannot be asked at all
    std::optional<Missing> no_process;  // why a process's share cannot be had on it
  };
  struct List {
    std::vector<Process> processes;
    std::optional<Missing> unknown;
  };

  void find_cards();
  void add_card(unsigned index);
  bool add_mig_instances(Device parent, const std::string& parent_name, unsigned index);
  CardMemory identity(Device device, const std::string& fallback);
  void read_totals(Card& card, CardMemory& memory);
  List list(Device device, GetProcesses v3, GetProcesses v2, const char* call);
  Reading process_on(const Card& card, pid_t pid);
  CardUsers users_of(const Card& card);
  Reading held(const Process& process) const;
  Reading absent(const List& compute, const List& graphics) const;

  Surroundings surroundings_;
  std::optional<Api> api_;
  bool started_ = false;
  std::vector<Card> cards_;
  std::optional<Missing> none_;
};

}  // namespace tare::nvml
