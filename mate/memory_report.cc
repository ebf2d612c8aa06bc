#include "mate/memory_report.h"

#include <fmt/format.h>

#include <iterator>

#include "base/text.h"

namespace mate {

namespace {

std::string mib(tare::Bytes bytes) { return tare::mib_text(bytes) + " MiB"; }

void add_threads(const ThreadUse& use, std::string& text) {
  auto out = std::back_inserter(text);
  if (use.fixed) {
    fmt::format_to(out, "\nthreads {} (as asked)", use.now);
  } else {
    fmt::format_to(out, "\nthreads {} of {} (other programs keep {:.1f} cores busy)", use.now,
                   use.most, use.others);
  }
}

}  // namespace

std::string memory_report(const Holdings& holdings) {
  const auto& process = holdings.process;
  auto text = fmt::format("RAM of the process {}: anon {}, file {}, shared {}; own {}, swap {}",
                          reading_text(process.rss), reading_text(process.anon),
                          reading_text(process.file), reading_text(process.shmem),
                          reading_text(process.own), reading_text(process.swap));
  auto out = std::back_inserter(text);
  for (const auto& device : holdings.model) {
    fmt::format_to(out, "\nmodel on {}: weights {}, KV cache {}, compute {}, output {}",
                   device.device, mib(device.weights), mib(device.kv), mib(device.compute),
                   mib(device.output));
  }
  if (holdings.model.empty()) text += "\nno model is loaded";
  for (const auto& card : holdings.cards.list) {
    fmt::format_to(out, "\ncard {}: {} of {} in use, {} by this process", card.name,
                   reading_text(card.used), reading_text(card.total), reading_text(card.process));
  }
  if (holdings.cards.list.empty() && holdings.cards.none) {
    fmt::format_to(out, "\nno card: {}",
                   holdings.cards.none->detail.empty() ? name(holdings.cards.none->why)
                                                       : holdings.cards.none->detail);
  }
  fmt::format_to(out, "\nheap in use {}, free and kept by the allocator {}; SQLite {}",
                 mib(holdings.heap.in_use), mib(holdings.heap.kept), mib(holdings.sqlite));
  if (holdings.threads) add_threads(*holdings.threads, text);
  return text;
}

std::string memory_line(const Holdings& holdings) {
  auto text = fmt::format("RAM {}, own {}", reading_text(holdings.process.rss),
                          reading_text(holdings.process.own));
  if (!holdings.cards.list.empty())
    text += ", VRAM " + reading_text(tare::total_used(holdings.cards));
  return text;
}

}  // namespace mate
