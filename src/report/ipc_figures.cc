#include "report/ipc_figures.h"

#include <algorithm>

#include "base/text.h"
#include "report/title.h"

namespace tare {

namespace {

std::optional<IpcTimes> times_of(std::string_view text) {
  IpcTimes times;
  auto count = to_number<std::uint64_t>(next_word(text).value_or(""));
  if (!count || *count == 0) return std::nullopt;
  times.count = *count;
  for (auto* part : {&times.median, &times.p99, &times.highest}) {
    auto number = to_number<std::uint64_t>(next_word(text).value_or(""));
    if (!number) return std::nullopt;
    *part = static_cast<double>(*number);
  }
  return trim(text).empty() ? std::optional(times) : std::nullopt;
}

void add_row(IpcFigures& figures, IpcWay way, std::string_view text) {
  auto state = next_word(text);
  auto command = next_word(text);
  auto times = times_of(text);
  if (state && command && times)
    figures.rows.push_back({way, printable(*state, 20), printable(*command, 40), *times});
}

void add_bare(IpcFigures& figures, std::string_view text) {
  auto bytes = to_number<std::uint64_t>(next_word(text).value_or(""));
  figures.bare = bytes ? times_of(text) : std::nullopt;
  figures.bare_bytes = bytes.value_or(0);
}

void add_cpu(IpcFigures& figures, std::string_view text) {
  auto when = next_word(text);
  auto percent = to_real(trim(text));
  if (when == "soon") figures.cpu_soon = percent;
  if (when == "later") figures.cpu_later = percent;
}

void add_queue(IpcFigures& figures, std::string_view text) {
  auto kind = next_word(text);
  auto commands = to_number<std::uint64_t>(next_word(text).value_or(""));
  auto bytes = to_number<std::uint64_t>(next_word(text).value_or(""));
  if (kind && commands && bytes) figures.queue.push_back({printable(*kind, 20), *commands, *bytes});
}

}  // namespace

const IpcTimes* IpcFigures::find(IpcWay way, std::string_view state,
                                 std::string_view command) const {
  auto row = std::ranges::find_if(rows, [&](const IpcRow& one) {
    return one.way == way && one.state == state && one.command == command;
  });
  return row == rows.end() ? nullptr : &row->times;
}

IpcFigures ipc_figures(const Run& run) {
  IpcFigures figures;
  for (const auto& said : all_notes(run)) {
    for (auto way : kIpcWays)
      if (said.key == fmt::format("ipc.{}", name(way))) add_row(figures, way, said.value);
    if (said.key == "ipc.avatar") figures.avatar = printable(said.value, 80);
    if (said.key == "ipc.bare") add_bare(figures, said.value);
    if (said.key == "ipc.cpu") add_cpu(figures, said.value);
    if (said.key == "ipc.queue") add_queue(figures, said.value);
  }
  return figures;
}

}  // namespace tare
