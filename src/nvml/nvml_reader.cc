#include "nvml/nvml_reader.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.h"

namespace tare::nvml {

namespace {

constexpr unsigned kFirstRoom = 64;  // processes
constexpr int kTries = 5;            // the list may grow between two calls

// A driver in a container may translate ids to ours, or not: then they name strangers.
bool exists_here(unsigned pid) {
  return pid == 0 || ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

bool too_old(int code) { return code == kFunctionNotFound || code == kArgumentVersionMismatch; }

std::optional<Process> find(const std::vector<Process>& list, pid_t pid) {
  std::optional<Process> found;
  for (const auto& process : list) {
    if (process.pid != static_cast<unsigned>(pid)) continue;
    if (!found || process.used > found->used) found = process;
  }
  return found;
}

}  // namespace

Reader::Reader(const std::string& library, Surroundings surroundings)
    : surroundings_(surroundings) {
  auto api = Api::open(library);
  if (!api) {
    none_ = Missing{Why::no_device, api.error().text};
    return;
  }
  api_.emplace(std::move(*api));
  if (int code = api_->init(); code != kSuccess) {
    none_ = missing("nvmlInit_v2", code);
    return;
  }
  started_ = true;
  find_cards();
}

Reader::~Reader() {
  if (started_) api_->shutdown();
}

void Reader::find_cards() {
  unsigned count = 0;
  if (int code = api_->count(&count); code != kSuccess) {
    none_ = missing("nvmlDeviceGetCount_v2", code);
    return;
  }
  for (unsigned i = 0; i < count; ++i) add_card(i);
  if (count == 0) none_ = Missing{Why::no_device, "no NVIDIA card"};
}

CardMemory Reader::identity(Device device, const std::string& fallback) {
  CardMemory memory{.id = fallback, .name = fallback, .kind = CardKind::nvidia};
  std::array<char, 96> text{};  // NVML's second, longer size of both
  auto size = static_cast<unsigned>(text.size() - 1);
  if (api_->name && api_->name(device, text.data(), size) == kSuccess)
    memory.name = printable(text.data(), 96);
  text.fill('\0');
  if (api_->uuid && api_->uuid(device, text.data(), size) == kSuccess)
    memory.id = printable(text.data(), 96);
  return memory;
}

void Reader::add_card(unsigned index) {
  auto fallback = fmt::format("NVIDIA card {}", index);
  Card card;
  if (int code = api_->handle(index, &card.device); code != kSuccess) {
    card.memory = {.id = fallback, .name = fallback, .kind = CardKind::nvidia};
    card.no_device = missing("nvmlDeviceGetHandleByIndex_v2", code);
    cards_.push_back(std::move(card));
    return;
  }
  card.memory = identity(card.device, fallback);
  unsigned current = 0;
  unsigned pending = 0;
  bool mig =
      api_->mig_mode && api_->mig_mode(card.device, &current, &pending) == kSuccess && current == 1;
  if (mig && add_mig_instances(card.device, card.memory.name, index)) return;
  if (mig)
    card.no_process = Missing{Why::not_supported,
                              "MIG is on and none of its instances is visible to us, so the "
                              "driver tells of no process"};
  cards_.push_back(std::move(card));
}

// Each instance is a card of its own; the whole card's numbers need rights that few have.
bool Reader::add_mig_instances(Device parent, const std::string& parent_name, unsigned index) {
  unsigned count = 0;
  if (!api_->mig_count || !api_->mig_handle || api_->mig_count(parent, &count) != kSuccess)
    return false;
  bool any = false;
  for (unsigned i = 0; i < count; ++i) {
    Card card;
    if (api_->mig_handle(parent, i, &card.device) != kSuccess) continue;  // a gap in the numbers
    card.memory = identity(card.device, fmt::format("NVIDIA card {} MIG {}", index, i));
    if (card.memory.name == parent_name) card.memory.name += fmt::format(" MIG {}", i);
    card.memory.name += " (one MIG instance; other instances are not counted)";
    cards_.push_back(std::move(card));
    any = true;
  }
  return any;
}

void Reader::read_totals(Card& card, CardMemory& memory) {
  if (api_->memory_v2) {
    MemoryV2 v2;
    int code = api_->memory_v2(card.device, &v2);
    if (code == kSuccess) {
      // Some drivers count what they reserve as used; then used and free make up the total.
      bool included = v2.used + v2.free >= v2.total && v2.used >= v2.reserved;
      memory.total = Bytes{v2.total};
      memory.used = Bytes{included ? v2.used - v2.reserved : v2.used};
      return;
    }
    if (!too_old(code)) {
      memory.total = memory.used = missing("nvmlDeviceGetMemoryInfo_v2", code);
      return;
    }
  }
  MemoryV1 v1;
  if (int code = api_->memory_v1(card.device, &v1); code != kSuccess) {
    memory.total = memory.used = missing("nvmlDeviceGetMemoryInfo", code);
    return;
  }
  memory.total = Bytes{v1.total};
  memory.used = Bytes{v1.used};
  memory.name += " (old driver: its own reserve counts as used)";
}

Reader::List Reader::list(Device device, GetProcesses v3, GetProcesses v2, const char* call) {
  List result;
  int code = kFunctionNotFound;
  for (auto get : {v3, v2}) {
    if (get == nullptr) continue;
    unsigned room = kFirstRoom;
    for (int i = 0; i < kTries; ++i) {
      result.processes.assign(room, Process{});
      unsigned count = room;
      code = get(device, &count, result.processes.data());
      result.processes.resize(code == kSuccess ? std::min(count, room) : 0);
      if (code != kInsufficientSize) break;
      // A guard against a driver's nonsense: nobody has a million processes on a card.
      room = std::min(std::max(count, room) * 2, 1U << 20);
    }
    if (!too_old(code)) break;
  }
  if (code != kSuccess) result.unknown = missing(call, code);
  return result;
}

// The process is in no list. That is zero only where the driver's ids are ours.
Reading Reader::absent(const List& compute, const List& graphics) const {
  if (compute.unknown) return *compute.unknown;
  // Cards without graphics have no such list.
  if (graphics.unknown && graphics.unknown->why != Why::not_supported) return *graphics.unknown;
  if (surroundings_.host_pids) return Bytes{};
  return Missing{Why::not_supported,
                 "in a container the driver lists the host's process ids; start it with "
                 "--pid=host to see one's own"};
}

Reading Reader::held(const Process& process) const {
  if (process.used == kNotAvailable)
    return Missing{Why::not_supported, "the driver does not tell the memory of a process"};
  // Known of drivers in containers: the id is translated and the memory is 0.
  if (process.used == 0 && !surroundings_.host_pids) return absent({}, {});
  return Bytes{process.used};
}

CardUsers Reader::users_of(const Card& card) {
  CardUsers users{.card = card.memory.id};
  auto unknown = card.no_device ? card.no_device : card.no_process;
  if (!unknown && surroundings_.wsl)
    unknown = Missing{Why::not_supported, "under WSL2 the driver tells totals of the card only"};
  if (unknown) {
    users.others = *unknown;
    return users;
  }
  auto compute =
      list(card.device, api_->compute_v3, api_->compute_v2, "nvmlDeviceGetComputeRunningProcesses");
  auto graphics = list(card.device, api_->graphics_v3, api_->graphics_v2,
                       "nvmlDeviceGetGraphicsRunningProcesses");
  auto all = compute.processes;
  all.insert(all.end(), graphics.processes.begin(), graphics.processes.end());
  bool ours = surroundings_.host_pids ||
              std::ranges::all_of(all, [](const Process& p) { return exists_here(p.pid); });
  users.others = ours ? absent(compute, graphics) : absent({}, {});
  if (!ours) return users;
  for (const auto& process : all) {
    auto pid = static_cast<pid_t>(process.pid);
    if (std::ranges::find(users.list, pid, &std::pair<pid_t, Reading>::first) != users.list.end())
      continue;
    // A process that computes and draws stands in both lists, with the same memory.
    users.list.emplace_back(pid, held(*find(all, pid)));
  }
  return users;
}

std::vector<CardUsers> Reader::users() {
  std::vector<CardUsers> all;
  all.reserve(cards_.size());
  for (const auto& card : cards_) all.push_back(users_of(card));
  return all;
}

Reading Reader::process_on(const Card& card, pid_t pid) {
  if (pid <= 0) return Missing{Why::not_asked, ""};
  auto users = users_of(card);
  auto found = std::ranges::find(users.list, pid, &std::pair<pid_t, Reading>::first);
  return found == users.list.end() ? users.others : found->second;
}

Cards Reader::read(pid_t pid) {
  Cards cards;
  cards.none = none_;
  for (auto& card : cards_) {
    auto memory = card.memory;
    if (card.no_device) {
      memory.total = memory.used = memory.process = *card.no_device;
    } else {
      read_totals(card, memory);
      memory.process = process_on(card, pid);
    }
    cards.list.push_back(std::move(memory));
  }
  return cards;
}

}  // namespace tare::nvml
