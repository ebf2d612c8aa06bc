#include "probe/host_facts.h"

#include <fmt/format.h>
#include <gnu/libc-version.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "probe/cgroup.h"
#include "probe/kernel_line.h"
#include "probe/meminfo.h"

namespace tare {

namespace {

constexpr std::array<std::string_view, 26> kVariables = {
    "MALLOC_ARENA_MAX",
    "MALLOC_ARENA_TEST",
    "MALLOC_CHECK_",
    "MALLOC_CONF",
    "MALLOC_MMAP_MAX_",
    "MALLOC_MMAP_THRESHOLD_",
    "MALLOC_PERTURB_",
    "MALLOC_TOP_PAD_",
    "MALLOC_TRIM_THRESHOLD_",
    "GLIBC_TUNABLES",
    "LD_PRELOAD",
    "OMP_NUM_THREADS",
    "OMP_PLACES",
    "OMP_PROC_BIND",
    "OMP_STACKSIZE",
    "OMP_THREAD_LIMIT",
    "OMP_WAIT_POLICY",
    "GOMP_CPU_AFFINITY",
    "GOMP_SPINCOUNT",
    "GOMP_STACKSIZE",
    "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "GGML_VK_VISIBLE_DEVICES",
    "GGML_CUDA_ENABLE_UNIFIED_MEMORY",
    "MALLOC_TRACE",
};

// The value of the first "key : value" line of that key.
std::string field(std::string_view text, std::string_view key) {
  while (auto raw = next_line(text)) {
    auto line = split_line(*raw);
    if (line && trim(line->key) == key) return printable(trim(line->value), 256);
  }
  return {};
}

class Facts {
 public:
  explicit Facts(Platform& platform) : platform_(platform) {}

  void add(std::string key, std::string value) {
    if (!value.empty()) notes.push_back({std::move(key), std::move(value)});
  }
  void add(std::string key, const Reading& reading) {
    if (reading) add(std::move(key), std::to_string((*reading).value));
  }
  std::string text(const std::string& path) { return read_text(platform_, path).value_or(""); }
  void add_text(std::string key, const std::string& path) {
    add(std::move(key), printable(trim(text(path)), 256));
  }

  std::vector<Note> notes;

 private:
  Platform& platform_;
};

// Whether the kernel reclaims idle pages on its own accord: RSS then falls while nobody frees.
std::string damon(Facts& facts, Platform& platform) {
  for (const char* module : {"damon_reclaim", "damon_lru_sort"})
    if (trim(facts.text(fmt::format("/sys/module/{}/parameters/enabled", module))) == "Y")
      return module;
  const std::string folder = "/sys/kernel/mm/damon/admin/kdamonds";
  for (const auto& name : platform.list(folder).value_or(std::vector<std::string>{}))
    if (trim(facts.text(fmt::format("{}/{}/state", folder, name))) == "on") return "kdamond";
  return "off";
}

void add_environment(Facts& facts) {
  auto environment = facts.text("/proc/self/environ");
  std::string_view rest = environment;
  while (!rest.empty()) {
    auto end = rest.find('\0');
    auto entry = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    auto equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    auto name = entry.substr(0, equals);
    if (std::ranges::find(kVariables, name) != kVariables.end())
      facts.add(fmt::format("env.{}", name), printable(entry.substr(equals + 1), 512));
  }
}

}  // namespace

std::string_view chosen(std::string_view text) {
  auto open = text.find('[');
  auto close = text.find(']', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  return text.substr(open + 1, close - open - 1);
}

std::vector<Note> host_facts(Platform& platform) {
  Facts facts(platform);
  facts.add_text("kernel", "/proc/sys/kernel/osrelease");
  facts.add("libc", fmt::format("glibc {}", gnu_get_libc_version()));
  facts.add("cpu", field(facts.text("/proc/cpuinfo"), "model name"));
  facts.add_text("cores", "/sys/devices/system/cpu/online");
  facts.add("affinity", field(facts.text("/proc/self/status"), "Cpus_allowed_list"));
  auto memory = parse_meminfo(facts.text("/proc/meminfo"));
  facts.add("memory", memory.total);
  facts.add("swap", memory.swap_total);
  facts.add("thp", std::string(chosen(facts.text("/sys/kernel/mm/transparent_hugepage/enabled"))));
  facts.add_text("overcommit", "/proc/sys/vm/overcommit_memory");
  auto limit = cgroup_memory_limit(platform);
  facts.add("cgroup_limit",
            limit ? std::to_string((*limit).value) : std::string(name(limit.missing().why)));
  facts.add_text("load", "/proc/loadavg");
  facts.add("damon", damon(facts, platform));
  facts.add_text("zswap", "/sys/module/zswap/parameters/enabled");
  add_environment(facts);
  return facts.notes;
}

}  // namespace tare
