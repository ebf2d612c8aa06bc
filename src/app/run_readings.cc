#include "app/run_readings.h"

#include "probe/proc_status.h"

namespace tare {

namespace {

bool is_gone(const Reading& reading) {
  return !reading && reading.missing().why == Why::process_gone;
}

bool is_due(const std::optional<Instant>& last, Duration every, Instant now) {
  return !last || now - *last >= every;
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

const ProcessMemory& RunReadings::fresh_process(Instant now) {
  auto memory = process_ ? process_->status() : without_memory(no_process_);
  memory.minor_faults = memory_.minor_faults;
  memory.major_faults = memory_.major_faults;
  rests_ = memory == memory_;
  memory_ = std::move(memory);
  if (process_ && (!rests_ || is_due(faults_read_, kAtRestEvery, now))) {
    faults_read_ = now;
    process_->add_faults(memory_);
  }
  return memory_;
}

Sample RunReadings::sample(Instant now, Duration at) {
  const auto& memory = fresh_process(now);
  if (is_due(machine_read_, rests_ ? Duration(kAtRestEvery) : kMachineEvery, now))
    fresh_machine(now);
  if (is_due(cards_read_, cards_every_, now)) fresh_cards(now);
  return {at, memory, machine_, cards_};
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
