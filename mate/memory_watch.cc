#include "mate/memory_watch.h"

#include <fmt/format.h>
#include <malloc.h>

#include <utility>

#include "base/text.h"

namespace mate {

HeapUse heap_use() {
  auto info = ::mallinfo2();
  return {.in_use = {info.uordblks + info.hblkhd}, .kept = {info.fordblks}};
}

std::string reading_text(const tare::Reading& reading) {
  if (reading) return tare::mib_text(*reading) + " MiB";
  return std::string(name(reading.missing().why));
}

MemoryWatch::MemoryWatch(MemorySources sources, Log log, tare::Duration interval,
                         tare::Bytes alert_above)
    : sources_(std::move(sources)),
      log_(std::move(log)),
      interval_(interval),
      alert_(alert_above) {}

tare::ProcessMemory MemoryWatch::process() const {
  return sources_.process ? sources_.process() : tare::ProcessMemory{};
}

tare::Cards MemoryWatch::cards() const { return sources_.cards ? sources_.cards() : tare::Cards{}; }

void MemoryWatch::log(std::string_view event) {
  if (log_) {
    auto memory = process();
    auto held = cards();
    auto line = fmt::format("{}: RAM {} (own {})", event, reading_text(memory.rss),
                            reading_text(memory.own));
    for (const auto& card : held.list) {
      line += fmt::format(", VRAM of {} {} (this process {})", card.name, reading_text(card.used),
                          reading_text(card.process));
    }
    log_(line);
  }
  check();
}

void MemoryWatch::after_reply(tare::Instant now) {
  if (!last_) {
    last_ = now;
    log("first reply");
  } else if (interval_ > tare::Duration::zero() && now - *last_ >= interval_) {
    last_ = now;
    log("running");
  } else {
    check();
  }
}

void MemoryWatch::check() {
  auto memory = process();
  if (!memory.rss || !alert_.rises(*memory.rss)) return;
  ++warnings_;
  if (log_) {
    log_(fmt::format("warning: RAM {} MiB is over the alert of {} MiB (log.ram_alert_mib).",
                     tare::mib_text(*memory.rss), tare::mib_text(alert_.limit())));
  }
}

}  // namespace mate
