#include "app/watch.h"

#include <algorithm>
#include <unordered_map>

#include "probe/process_probe.h"

namespace tare {

namespace {

constexpr unsigned kCardTurns = 32;  // readings until every process was asked for its share
constexpr std::size_t kMostMappings = 64;

// What one process holds on one card.
class Shares {
 public:
  explicit Shares(const CardUsers* users) {
    if (users == nullptr) return;
    others_ = users->others;
    for (const auto& [pid, held] : users->list) held_.emplace(pid, held);
  }
  const Reading& of(pid_t pid) const {
    auto found = held_.find(pid);
    return found == held_.end() ? others_ : found->second;
  }
  const std::unordered_map<pid_t, Reading>& known() const { return held_; }

 private:
  Reading others_;
  std::unordered_map<pid_t, Reading> held_;
};

Reading sum_of(const std::vector<Reading>& held, const Cards& cards) {
  // The detail stands with the cards once, not with every process.
  if (held.empty()) return Missing{cards.none ? cards.none->why : Why::no_device, ""};
  Reading sum = Bytes{};
  for (const auto& part : held) sum = sum + part;
  return sum;
}

}  // namespace

void MappingsSchedule::select(std::uint64_t serial, Instant now) {
  if (serial == serial_) return;
  serial_ = serial;
  due_ = std::max(now + kRest, not_before_);
}

std::optional<Instant> MappingsSchedule::due() const {
  if (serial_ == 0) return std::nullopt;
  return due_;
}

void MappingsSchedule::done(Instant now, Duration cost) {
  not_before_ = now + kTimesCostOfAnother * cost;
  due_ = now + std::max<Duration>(kPause, kTimesCost * cost);
}

Watch::Watch(Platform& platform, std::vector<CardSource*> cards, ProcessList::Options options)
    : platform_(&platform),
      sources_(std::move(cards)),
      begin_(platform.now()),
      processes_(platform, options),
      machine_(platform) {}

WatchReading Watch::read(const std::vector<pid_t>& attention) {
  WatchReading reading{.at = platform_->now() - begin_};
  ++tick_;
  auto listed = processes_.read(attention);
  if (!listed) reading.no_processes = missing(listed.error());
  reading.processes.reserve(processes_.processes().size());
  for (const auto& process : processes_.processes()) reading.processes.push_back({process, {}, {}});
  reading.kernel_threads = processes_.kernel_threads();
  reading.machine = machine_.read();
  reading.no_pressure = machine_.no_pressure();
  reading.cards = read_cards(sources_, 0);
  share_cards(reading, attention);
  return reading;
}

std::vector<pid_t> Watch::candidates(const WatchReading& reading,
                                     const std::vector<pid_t>& attention) {
  std::set<pid_t> pids(attention.begin(), attention.end());
  for (const auto& process : reading.processes)
    if (card_users_.contains(process.pid) ||
        static_cast<unsigned>(process.pid) % kCardTurns == tick_ % kCardTurns)
      pids.insert(process.pid);
  return {pids.begin(), pids.end()};
}

void Watch::share_cards(WatchReading& reading, const std::vector<pid_t>& attention) {
  if (!reading.cards.list.empty()) {
    std::vector<CardUsers> users;
    auto asked = candidates(reading, attention);
    for (auto* source : sources_)
      for (auto& card : source->users(asked)) users.push_back(std::move(card));
    std::vector<Shares> shares;
    for (const auto& card : reading.cards.list) {
      auto of_card = std::ranges::find(users, card.id, &CardUsers::card);
      shares.emplace_back(of_card == users.end() ? nullptr : &*of_card);
    }
    card_users_.clear();
    for (const auto& share : shares)
      for (const auto& [pid, held] : share.known())
        if (held && *held != Bytes{}) card_users_.insert(pid);
    for (auto& process : reading.processes)
      for (const auto& share : shares) process.held.push_back(share.of(process.pid));
  }
  for (auto& process : reading.processes) process.vram = sum_of(process.held, reading.cards);
}

WatchedMappings Watch::mappings(const ListedProcess& process) {
  auto began = platform_->now();
  WatchedMappings read{.pid = process.pid, .serial = process.serial, .at = began - begin_};
  auto probe = ProcessProbe::open(*platform_, process.pid);
  if (probe) {
    auto step = probe->step();
    read.memory = std::move(step.memory);
    read.largest = std::move(step.mappings);
  } else {
    read.memory.rss = read.memory.own = read.memory.uss = read.memory.pss = missing(probe.error());
  }
  auto weight = [](const MappingGroup& group) { return std::pair(group.rss, group.size); };
  std::ranges::stable_sort(read.largest, std::ranges::greater{}, weight);
  if (read.largest.size() > kMostMappings) read.largest.resize(kMostMappings);
  read.cost = platform_->now() - began;
  return read;
}

}  // namespace tare
