#include "app/run_readings.h"

#include "probe/proc_status.h"

namespace tare {

namespace {

bool is_gone(const Reading& reading) {
  return !reading && reading.missing().why == Why::process_gone;
}

}  // namespace

RunReadings::RunReadings(Platform& platform, std::vector<CardSource*> cards, pid_t pid,
                         Duration cards_every)
    : platform_(&platform),
      sources_(std::move(cards)),
      pid_(pid),
      cards_every_(cards_every),
      machine_probe_(platform) {
  auto probe = ProcessProbe::open(platform, pid);
  if (probe) {
    process_ = std::move(*probe);
  } else {
    no_process_ = missing(probe.error());
  }
}

Cards RunReadings::fresh_cards(Instant now) {
  cards_read_ = now;
  cards_ = read_cards(sources_, pid_);
  return cards_;
}

const MachineMemory& RunReadings::fresh_machine(Instant now) {
  machine_read_ = now;
  machine_ = machine_probe_.read();
  return machine_;
}

Sample RunReadings::sample(Instant now, Duration at) {
  if (!machine_read_ || now - *machine_read_ >= kMachineEvery) fresh_machine(now);
  if (!cards_read_ || now - *cards_read_ >= cards_every_) fresh_cards(now);
  return {at, process_ ? process_->sample() : without_memory(no_process_), machine_, cards_};
}

void RunReadings::measure(Step& step, Duration at) {
  StepMemory read{without_memory(no_process_), {}};
  step.peak_in_step = no_process_;
  if (process_) {
    read = process_->step();
    step.peak_in_step = process_->take_peak();
  }
  auto& memory = read.memory;
  for (const auto* part : {&memory.rss, &memory.smaps_rss}) {
    if (!is_gone(*part)) continue;
    read = {without_memory(Missing(part->missing())), {}};
    break;
  }
  auto now = platform_->now();
  step.sample = {at, read.memory, fresh_machine(now), fresh_cards(now)};
  step.mappings = std::move(read.mappings);
}

void RunReadings::measure(Turn& turn, Duration at) {
  turn.at = at;
  turn.process = process_ ? process_->sample() : without_memory(no_process_);
  turn.cards = fresh_cards(platform_->now());
}

}  // namespace tare
