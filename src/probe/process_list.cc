#include "probe/process_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/text.h"
#include "probe/kernel_line.h"
#include "probe/proc_status.h"

namespace tare {

namespace {

constexpr unsigned kCalm = 4;              // equal readings in a row
constexpr std::size_t kMostCommand = 256;  // bytes that are kept of a command line

bool means_ended(const Error& error) { return error.system == ENOENT || error.system == ESRCH; }

std::string path_of(pid_t pid, const char* file) { return fmt::format("/proc/{}/{}", pid, file); }

// The arguments end with a NUL each; a program may have written anything over them.
std::string joined_arguments(std::string text) {
  while (!text.empty() && text.back() == '\0') text.pop_back();
  std::ranges::replace(text, '\0', ' ');
  if (text.size() > kMostCommand) text.resize(kMostCommand);
  return text;
}

}  // namespace

std::optional<Statm> parse_statm(std::string_view text) {
  Statm statm;
  for (auto* number : {&statm.size, &statm.resident, &statm.shared}) {
    auto word = next_word(text);
    auto value = word ? to_number<std::uint64_t>(*word) : std::nullopt;
    if (!value) return std::nullopt;
    *number = *value;
  }
  return statm;
}

ProcessFacts parse_process_facts(std::string_view status) {
  ProcessFacts facts;
  while (auto raw = next_line(status)) {
    auto line = split_line(*raw);
    if (!line) continue;
    auto value = trim(line->value);
    if (line->key == "Name") {
      facts.name = value;
    } else if (line->key == "State" && !value.empty()) {
      facts.state = value.front();
    } else if (line->key == "PPid") {
      facts.parent = to_number<pid_t>(value).value_or(0);
    } else if (line->key == "Uid") {
      facts.user = to_number<std::uint32_t>(next_word(value).value_or(""));
      break;  // it stands behind the others
    }
  }
  return facts;
}

ProcessList::ProcessList(Platform& platform, Options options)
    : platform_(&platform), options_(options) {
  options_.status_every = std::max(1U, options_.status_every);
  options_.calm_every = std::max(1U, options_.calm_every);
}

Result<> ProcessList::read(const std::vector<pid_t>& attention) {
  auto names = platform_->list("/proc");
  if (!names) return pass(names.error());
  ++tick_;
  std::vector<pid_t> pids;
  pids.reserve(names->size());
  for (const auto& name : *names)
    if (auto pid = to_number<pid_t>(name); pid && *pid > 0) pids.push_back(*pid);
  std::ranges::sort(pids);
  merge(pids);
  processes_.clear();
  kernel_threads_ = 0;
  for (auto& entry : entries_) {
    refresh(entry, std::ranges::find(attention, entry.process.pid) != attention.end());
    kernel_threads_ += entry.kernel_thread && !entry.gone ? 1 : 0;
    if (!entry.kernel_thread && !entry.gone) processes_.push_back(entry.process);
  }
  find_large();
  return {};
}

void ProcessList::find_large() {
  std::vector<Bytes> sizes;
  sizes.reserve(processes_.size());
  for (const auto& process : processes_)
    if (process.rss) sizes.push_back(*process.rss);
  large_ = {};
  if (sizes.size() <= options_.always) return;
  auto last = sizes.begin() + static_cast<std::ptrdiff_t>(options_.always);
  std::ranges::nth_element(sizes, last, std::ranges::greater{});
  large_ = *last;
}

void ProcessList::merge(const std::vector<pid_t>& pids) {
  std::vector<Entry> merged;
  merged.reserve(pids.size());
  auto old = entries_.begin();
  for (auto pid : pids) {
    for (; old != entries_.end() && old->process.pid < pid; ++old) forget_descriptor(*old);
    if (old != entries_.end() && old->process.pid == pid) {
      merged.push_back(std::move(*old++));
    } else {
      auto& entry = merged.emplace_back();
      entry.process.pid = pid;
      entry.process.serial = ++serial_;
    }
  }
  for (; old != entries_.end(); ++old) forget_descriptor(*old);
  entries_ = std::move(merged);
}

void ProcessList::forget_descriptor(Entry& entry) {
  if (entry.statm) --kept_;
  entry.statm.reset();
}

void ProcessList::refresh(Entry& entry, bool attention) {
  // A process that was just forked has its parent's name until it becomes what it shall be, so the
  // second reading looks again.
  auto turn = static_cast<unsigned>(entry.process.pid) + tick_;
  bool due = entry.age < 2 || turn % options_.status_every == 0;
  ++entry.age;
  if (due) look(entry);
  if (entry.kernel_thread || entry.gone) return;
  bool large = entry.process.rss && *entry.process.rss > large_;
  bool calm = entry.calm >= kCalm && !large && !attention && !due;
  if (calm && turn % options_.calm_every != 0) return;
  auto before = entry.process.rss;
  take_statm(entry);
  entry.calm = entry.process.rss == before ? entry.calm + 1 : 0;
}

void ProcessList::look(Entry& entry) {
  auto& process = entry.process;
  auto text = read_text(*platform_, path_of(process.pid, "status"));
  entry.gone = !text && means_ended(text.error());
  if (!text) {
    process.rss = process.own = process.swap = missing(text.error());
    return;
  }
  auto memory = parse_status(*text);
  auto facts = parse_process_facts(*text);
  bool without = !memory.rss;
  entry.kernel_thread = without && memory.rss.missing().why == Why::not_supported;
  entry.gone = without && memory.rss.missing().why == Why::process_gone;
  if (entry.kernel_thread || entry.gone) forget_descriptor(entry);
  process.rss = memory.rss;
  process.own = memory.own;
  process.swap = memory.swap;
  process.parent = facts.parent;
  process.user = facts.user;
  process.state = facts.state;
  if (entry.kernel_thread || entry.gone || process.name == facts.name) return;
  process.name = facts.name;
  process.command =
      joined_arguments(read_text(*platform_, path_of(process.pid, "cmdline")).value_or(""));
}

Result<std::string_view> ProcessList::statm(Entry& entry) {
  if (entry.statm) return entry.statm->read();
  auto opened = platform_->open_text(path_of(entry.process.pid, "statm"));
  if (!opened) return pass(opened.error());
  auto text = (*opened)->read();
  if (!text) return pass(text.error());
  text_ = *text;
  if (kept_ < options_.most_kept) {
    entry.statm = std::move(*opened);
    ++kept_;
  }
  return std::string_view(text_);
}

void ProcessList::take_statm(Entry& entry) {
  auto& process = entry.process;
  auto text = statm(entry);
  if (!text && means_ended(text.error()) && entry.statm) {
    // The pid is listed though its process ended: another one may have it now.
    forget_descriptor(entry);
    auto pid = process.pid;
    process = {.pid = pid, .serial = ++serial_};
    entry.age = 1;
    look(entry);
    if (entry.gone || entry.kernel_thread) return;
    text = statm(entry);
  }
  if (!text) {
    entry.gone = means_ended(text.error());
    process.rss = process.own = missing(text.error());
    return;
  }
  auto pages = parse_statm(*text);
  if (!pages) {
    process.rss = process.own =
        Missing{Why::failed, fmt::format("/proc/{}/statm is not understood", process.pid)};
  } else if (pages->size == 0) {
    look(entry);  // a zombie now, and its status says so
  } else {
    auto file = std::min(pages->shared, pages->resident);
    process.rss = Bytes{pages->resident * options_.page_size};
    process.own = Reading(Bytes{(pages->resident - file) * options_.page_size}) + process.swap;
  }
}

}  // namespace tare
