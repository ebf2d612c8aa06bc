#include "probe/process_probe.h"

#include <fmt/format.h>

#include <cerrno>
#include <utility>

#include "probe/proc_stat.h"
#include "probe/proc_status.h"

namespace tare {

namespace {

constexpr std::string_view kAdvice = "; run tare as the user of the process or as root";

void set_totals(ProcessMemory& memory, const Smaps& smaps) {
  const auto& total = smaps.total;
  memory.smaps_rss = total.rss;
  memory.pss = total.pss;
  memory.uss = total.private_clean + total.private_dirty;
  memory.own = smaps.has_swap
                   ? Reading(own(total))
                   : Missing{Why::not_supported, "this kernel's smaps has no Swap lines"};
}

void set_missing(ProcessMemory& memory, const Missing& reason) {
  memory.own = memory.uss = memory.pss = memory.smaps_rss = reason;
}

}  // namespace

ProcessProbe::ProcessProbe(Platform& platform, pid_t pid)
    : platform_(&platform),
      pid_(pid),
      smaps_path_(fmt::format("/proc/{}/smaps", pid)),
      clear_refs_path_(fmt::format("/proc/{}/clear_refs", pid)) {}

Result<ProcessProbe> ProcessProbe::open(Platform& platform, pid_t pid) {
  if (pid <= 0) return bad_input(fmt::format("{} is not a process id; give a number above 0", pid));
  ProcessProbe probe(platform, pid);
  for (auto [name, file] : {std::pair("status", &probe.status_), std::pair("stat", &probe.stat_)}) {
    auto opened = platform.open_text(fmt::format("/proc/{}/{}", pid, name));
    if (!opened && (opened.error().system == ENOENT || opened.error().system == ESRCH))
      return refused(fmt::format("there is no process {}", pid), ESRCH);
    if (!opened) return pass(opened.error());
    *file = std::move(*opened);
  }
  return probe;
}

Missing ProcessProbe::why(const Error& error) const {
  if (error.system == ENOENT || error.system == ESRCH)
    return {Why::process_gone, fmt::format("process {} ended", pid_)};
  auto reason = missing(error);
  if (reason.why == Why::not_permitted) reason.detail += kAdvice;
  return reason;
}

ProcessMemory ProcessProbe::status() {
  auto text = status_->read();
  return text ? parse_status(*text) : without_memory(why(text.error()));
}

ProcessMemory ProcessProbe::sample() {
  auto memory = status();
  add_faults(memory);
  return memory;
}

void ProcessProbe::add_faults(ProcessMemory& memory) {
  auto text = stat_->read();
  if (!text) return;
  if (auto stat = parse_stat(*text)) {
    memory.minor_faults = stat->minor_faults;
    memory.major_faults = stat->major_faults;
  }
}

StepMemory ProcessProbe::step() {
  auto read =
      platform_->stream_text(smaps_path_, [this](std::string_view piece) { smaps_.feed(piece); });
  auto smaps = smaps_.finish();
  StepMemory step{.memory = sample()};
  if (!read) {
    set_missing(step.memory, why(read.error()));
  } else if (smaps.fault) {
    set_missing(step.memory, {Why::failed, *smaps.fault});
  } else if (smaps.groups.empty()) {
    // A process that is ending, and a kernel thread, have a smaps without lines.
    set_missing(step.memory, step.memory.rss
                                 ? Missing{Why::process_gone, fmt::format("process {} ended", pid_)}
                                 : step.memory.rss.missing());
  } else {
    set_totals(step.memory, smaps);
    step.mappings = std::move(smaps.groups);
  }
  return step;
}

Reading ProcessProbe::take_peak() {
  auto peak = status().peak;
  auto reset = platform_->write_text(clear_refs_path_, "5");
  if (reset) return peak;
  auto reason = why(reset.error());
  if (reason.why == Why::not_permitted)
    reason.detail =
        fmt::format("the high-water mark of process {} cannot be reset{}", pid_, kAdvice);
  return reason;
}

}  // namespace tare
