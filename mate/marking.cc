#include "mate/marking.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tare/marks.hpp"

namespace mate {

namespace {

constexpr std::int64_t kUnknown = -1;

}  // namespace

bool recorder_listens() {
  const char* socket = std::getenv("TARE_SOCKET");
  return socket != nullptr && ::access(socket, F_OK) == 0;
}

void note(std::string_view key, std::string_view value) { tare::marks::note(key, value); }
void note(std::string_view key, double value) { note(key, fmt::format("{:.2f}", value)); }
void note(std::string_view key, std::uint64_t value) { note(key, fmt::format("{}", value)); }

void note_load(const LoadOutcome& outcome, std::string_view profile) {
  if (!tare::marks::on()) return;
  const auto& facts = outcome.facts;
  auto number = [](auto value) { return fmt::format("{}", value); };
  note("engine", facts.engine);
  note("model.file", facts.file);
  note("model.bytes", facts.file_bytes.value);
  note("model.description", facts.description);
  note("model.layers", number(facts.layers));
  note("model.gpu_layers", number(facts.gpu_layers));
  note("model.asked_layers", number(outcome.asked.gpu_layers));
  note("model.asked_ctx", number(outcome.asked.ctx));
  note("model.mlock", outcome.used.mlock ? "1" : "0");
  note("model.ctx", number(facts.ctx));
  note("model.batch", number(facts.batch));
  note("model.kv_type", facts.kv_type);
  note("model.threads", number(outcome.used.threads));
  note("model.profile", profile);
  note("load_ms", tare::milliseconds(outcome.took));
  note("plan_ms", tare::milliseconds(outcome.planning));
  for (const auto& sentence : outcome.gave_up) note("gave_up", sentence);
  for (const auto* sentences : {&outcome.warnings, &outcome.remarks}) {
    for (const auto& sentence : *sentences) note("warning", sentence);
  }
}

void note_threads(const ThreadGovernor& governor) {
  if (!tare::marks::on()) return;
  const auto& policy = governor.policy();
  if (governor.fixed()) return note("threads", fmt::format("{} (as asked)", policy.most()));
  note("threads", fmt::format("{} of {}, fell {} times, other programs keep {:.1f} cores busy",
                              policy.threads(), policy.most(), policy.falls(), policy.others()));
}

void MemoryMarks::declare(tare::Engine& engine, tare::Bytes sqlite) {
  if (!tare::marks::on()) return;
  std::vector<Entry> now;
  for (const auto& held : engine.memory()) {
    std::string device = held.gpu ? held.device : std::string();
    now.push_back({"model weights", device, held.weights});
    now.push_back({"KV cache", device, held.kv});
    now.push_back({"compute buffers", device, held.compute});
    now.push_back({"output buffer", device, held.output});
    if (held.gpu) note("model.placed", fmt::format("{} {}", held.device, held.total().value));
  }
  auto heap = heap_use();
  now.push_back({"SQLite", "", sqlite});
  now.push_back({"heap in use", "", heap.in_use});
  now.push_back({"heap kept by the allocator", "", heap.kept});
  std::erase_if(now, [](const Entry& entry) { return entry.reserved.value == 0; });

  for (const auto& old : declared_) {
    auto same = [&](const Entry& entry) {
      return entry.owner == old.owner && entry.device == old.device;
    };
    if (std::ranges::none_of(now, same)) tare::marks::memory(old.owner, old.device, 0, 0);
  }
  for (const auto& entry : now) {
    tare::marks::memory(entry.owner, entry.device, kUnknown,
                        static_cast<std::int64_t>(entry.reserved.value));
  }
  declared_ = std::move(now);
}

}  // namespace mate
