#include "app/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "probe/cgroup.h"
#include "probe/host_facts.h"
#include "probe/kernel_line.h"
#include "probe/machine_probe.h"
#include "probe/proc_smaps.h"
#include "probe/proc_status.h"

namespace tare {

namespace {

constexpr const char* kAsRoot = "run tare as root to measure programs of other users";
constexpr const char* kCapability =
    "tare runs as root without CAP_SYS_PTRACE; start the container with --cap-add SYS_PTRACE";

std::string field(const std::string& text, std::string_view key) {
  std::string_view rest = text;
  while (auto raw = next_line(rest)) {
    auto line = split_line(*raw);
    if (line && line->key == key) return std::string(trim(line->value));
  }
  return {};
}

std::string size_text(Bytes bytes) { return mib_text(bytes) + " MiB"; }

// "0-1,4": how many processors that is.
unsigned processors(std::string_view list) {
  unsigned count = 0;
  while (!list.empty()) {
    auto part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(part.size() + 1, list.size()));
    auto dash = part.find('-');
    auto first = to_number<unsigned>(part.substr(0, dash));
    auto last = dash == std::string_view::npos ? first : to_number<unsigned>(part.substr(dash + 1));
    if (first && last && *last >= *first) count += *last - *first + 1;
  }
  return count;
}

class Doctor {
 public:
  explicit Doctor(Platform& platform) : platform_(platform) {}

  void add(std::string what, Answer answer, std::string detail, std::string advice = {}) {
    checks.push_back({std::move(what), answer, std::move(detail), std::move(advice)});
  }
  std::string text(const std::string& path) { return read_text(platform_, path).value_or(""); }

  void process_memory();
  void mappings();
  void peak();
  void residency();
  void others();
  void attaching();
  void machine();
  void limit();
  void reclaim(const std::vector<Note>& host);
  void locking();
  void huge_pages();
  void processors_of_ours();
  void locale();

  std::vector<Check> checks;

 private:
  Platform& platform_;
};

void Doctor::process_memory() {
  auto status = read_text(platform_, "/proc/self/status");
  auto memory = status ? parse_status(*status) : without_memory(missing(status.error()));
  const char* what = "memory of own programs";
  if (!memory.rss)
    return add(what, Answer::no, memory.rss.missing().detail, "mount /proc; tare reads it");
  if (!memory.own)
    return add(what, Answer::partly, memory.own.missing().detail,
               "Linux 4.5 or later tells rss by its parts");
  add(what, Answer::yes, "rss and its parts, swap, locked, peak, page tables, faults");
}

void Doctor::mappings() {
  SmapsParser parser;
  auto read = platform_.stream_text("/proc/self/smaps",
                                    [&](std::string_view piece) { parser.feed(piece); });
  auto smaps = parser.finish();
  const char* what = "memory by mapping";
  if (!read)
    return add(what, Answer::no, read.error().text,
               "a kernel with CONFIG_PROC_PAGE_MONITOR; in a sandbox, allow /proc/PID/smaps");
  if (smaps.fault || smaps.groups.empty())
    return add(what, Answer::no, smaps.fault.value_or("smaps is empty"));
  if (!smaps.has_swap)
    return add(what, Answer::partly, "this kernel's smaps has no Swap lines: no own bytes");
  add(what, Answer::yes,
      fmt::format("own, uss, pss and owners: {} mappings read", smaps.total.count));
}

void Doctor::peak() {
  auto reset = platform_.write_text("/proc/self/clear_refs", "5");
  if (reset) return add("exact peak of each step", Answer::yes, "the high-water mark can be reset");
  add("exact peak of each step", Answer::no, reset.error().text,
      "a kernel with CONFIG_PROC_PAGE_MONITOR and a writable /proc; else see the samples");
}

void Doctor::residency() {
  auto open = platform_.open_text("/proc/self/pagemap");
  add("which pages of a mapping are resident", open ? Answer::yes : Answer::no,
      open ? "pagemap can be opened" : open.error().text,
      open ? "" : "a kernel with CONFIG_PROC_PAGE_MONITOR");
}

void Doctor::others() {
  auto read = platform_.open_text("/proc/1/smaps");
  bool root = field(text("/proc/self/status"), "Uid").starts_with("0\t0");
  if (read && root) return add("programs of other users", Answer::yes, "tare runs as root");
  if (read) return add("programs of other users", Answer::yes, "another user's smaps can be read");
  add("programs of other users", Answer::no, read.error().text, root ? kCapability : kAsRoot);
}

void Doctor::attaching() {
  auto setting = text("/proc/sys/kernel/yama/ptrace_scope");
  auto scope = trim(setting);
  const char* what = "attaching to a program that runs";
  auto how = "sysctl kernel.yama.ptrace_scope=0, or start the program under tare record";
  if (scope.empty() || scope == "0")
    return add(what, Answer::yes, "programs of the same user (no Yama restriction)");
  if (scope == "1")
    return add(what, Answer::partly, "Yama allows it for programs that tare starts", how);
  if (scope == "2") return add(what, Answer::partly, "Yama allows it to root only", how);
  add(what, Answer::no, "Yama forbids it until the next boot", "start it under tare record");
}

void Doctor::machine() {
  MachineProbe probe(platform_);
  auto memory = probe.read();
  if (memory.total && memory.available) {
    add("memory of the system", Answer::yes,
        fmt::format("{} in all, {} available", size_text(*memory.total),
                    size_text(*memory.available)));
  } else {
    const auto& lost = memory.total ? memory.available : memory.total;
    add("memory of the system", memory.total ? Answer::partly : Answer::no, lost.missing().detail);
  }
  if (memory.pressure_some_avg10) {
    add("memory pressure (PSI)", Answer::yes,
        fmt::format("{:.2f} % now", *memory.pressure_some_avg10));
  } else {
    auto why = probe.no_pressure().value_or(Missing{Why::failed, "its text was not understood"});
    add("memory pressure (PSI)", Answer::no, why.detail,
        "add psi=1 to the kernel's command line and restart");
  }
  if (!memory.swap_total) {
    add("swap", Answer::no, memory.swap_total.missing().detail);
  } else if (*memory.swap_total == Bytes{}) {
    add("swap", Answer::fact, "none: nothing can be swapped out");
  } else {
    add("swap", Answer::yes, size_text(*memory.swap_total));
  }
}

void Doctor::limit() {
  auto limit = cgroup_memory_limit(platform_);
  if (limit) return add("memory limit (cgroup)", Answer::fact, size_text(*limit));
  bool known = limit.missing().why == Why::no_limit;
  add("memory limit (cgroup)", Answer::fact, known ? "no limit" : limit.missing().detail);
}

void Doctor::reclaim(const std::vector<Note>& host) {
  auto damon = std::ranges::find(host, "damon", &Note::key);
  bool off = damon == host.end() || damon->value == "off";
  add("reclaim of idle pages (DAMON)", Answer::fact,
      off ? "off" : fmt::format("{} is on: rss may fall though nothing was freed", damon->value),
      off ? "" : "judge by own bytes, not by rss");
}

void Doctor::locking() {
  // "Max locked memory         8388608              8388608              bytes"
  constexpr std::string_view kRow = "Max locked memory";
  auto limits = text("/proc/self/limits");
  std::string_view rest = limits;
  std::optional<std::string_view> soft;
  while (auto line = next_line(rest))
    if (line->starts_with(kRow)) {
      line->remove_prefix(kRow.size());
      soft = next_word(*line);
    }
  if (!soft) return add("locked memory (mlock)", Answer::no, "its limit is not told");
  auto bytes = to_number<std::uint64_t>(*soft);
  add("locked memory (mlock)", Answer::fact,
      bytes ? fmt::format("at most {}", size_text(Bytes{*bytes})) : std::string(*soft),
      bytes && *bytes < gib(1).value ? "to lock a model, raise it: ulimit -l unlimited" : "");
}

void Doctor::huge_pages() {
  auto setting = text("/sys/kernel/mm/transparent_hugepage/enabled");
  auto word = chosen(setting);
  add("transparent huge pages", Answer::fact,
      word.empty() ? "not in this kernel" : std::string(word),
      word == "always" ? "small allocations may take 2 MiB each: compare runs on one setting" : "");
}

void Doctor::processors_of_ours() {
  auto list = field(text("/proc/self/status"), "Cpus_allowed_list");
  auto ours = processors(list);
  auto all = processors(trim(text("/sys/devices/system/cpu/online")));
  add("processors", Answer::fact, fmt::format("{} of {} may be used", ours, std::max(ours, all)));
}

void Doctor::locale() {
  auto environment = text("/proc/self/environ");
  std::string value;
  for (std::string_view name : {"LC_ALL=", "LC_CTYPE=", "LANG="}) {
    std::string_view rest = environment;
    while (value.empty() && !rest.empty()) {
      auto entry = rest.substr(0, rest.find('\0'));
      rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
      if (entry.starts_with(name)) value = entry.substr(name.size());
    }
  }
  std::string upper = value;
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  bool utf8 = upper.find("UTF-8") != std::string::npos || upper.find("UTF8") != std::string::npos;
  add("UTF-8 on the terminal", utf8 ? Answer::yes : Answer::no,
      value.empty() ? "no locale is set" : printable(value, 64), utf8 ? "" : "export LANG=C.UTF-8");
}

// A source of cards as one check: every card with what it tells, or why there is none.
Check cards_check(std::string what, const Cards& cards, std::string advice) {
  if (cards.list.empty())
    return {std::move(what), Answer::no, cards.none.value_or(Missing{}).detail, std::move(advice)};
  Check check{.what = std::move(what), .answer = Answer::yes};
  for (const auto& card : cards.list) {
    if (!check.detail.empty()) check.detail += "; ";
    check.detail += card.name;
    if (card.total) check.detail += fmt::format(" {}", size_text(*card.total));
    for (auto [part, reading] : {std::pair("total", &card.total), std::pair("use", &card.used),
                                 std::pair("use by one program", &card.process)}) {
      if (*reading) continue;
      check.answer = Answer::partly;
      check.detail += fmt::format(", no {}: {}", part, reading->missing().detail);
    }
  }
  return check;
}

}  // namespace

Diagnosis diagnose(Platform& platform, const Cards& nvidia, const Cards& drm) {
  auto host = host_facts(platform);
  Doctor doctor(platform);
  doctor.process_memory();
  doctor.mappings();
  doctor.peak();
  doctor.residency();
  doctor.others();
  doctor.attaching();
  doctor.machine();
  doctor.limit();
  doctor.reclaim(host);
  doctor.checks.push_back(cards_check(
      "NVIDIA cards", nvidia,
      "with such a card, install its driver (Debian: apt install nvidia-driver); without one, try "
      "--stand-in-gpu 6GiB"));
  doctor.checks.push_back(cards_check(
      "AMD and Intel cards", drm,
      "with such a card, a kernel with its driver (amdgpu, xe); without one, try --stand-in-gpu "
      "6GiB"));
  doctor.locking();
  doctor.huge_pages();
  doctor.processors_of_ours();
  doctor.locale();
  return {std::move(doctor.checks), std::move(host)};
}

}  // namespace tare
