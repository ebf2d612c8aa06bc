#include "core/sample.h"

namespace tare {

std::optional<double> used_percent(const MachineMemory& machine) {
  if (!machine.total || !machine.available || *machine.total == Bytes{}) return std::nullopt;
  auto used = static_cast<double>((*machine.total - *machine.available).value);
  return 100 * used / static_cast<double>((*machine.total).value);
}

namespace {

Reading total(const Cards& cards, Reading CardMemory::* part) {
  if (cards.list.empty()) return cards.none.value_or(Missing{Why::no_device, ""});
  Reading sum = Bytes{};
  for (const auto& card : cards.list) sum = sum + card.*part;
  return sum;
}

}  // namespace

Reading total_used(const Cards& cards) { return total(cards, &CardMemory::used); }
Reading total_of_process(const Cards& cards) { return total(cards, &CardMemory::process); }

}  // namespace tare
