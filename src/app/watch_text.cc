#include "app/watch_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/watch_words.h"
#include "base/text.h"
#include "report/cells.h"

namespace tare {

namespace {

constexpr std::size_t kMostRows = 20;
constexpr std::size_t kMostMappings = 10;
constexpr std::size_t kName = 18;
constexpr std::size_t kNumber = 11;

Reading used_ram(const MachineMemory& machine) {
  if (!machine.total) return machine.total;
  if (!machine.available) return machine.available;
  return Bytes{(*machine.total).value - (*machine.available).value};
}

Reading used_swap(const MachineMemory& machine) {
  if (!machine.swap_total) return machine.swap_total;
  if (!machine.swap_free) return machine.swap_free;
  return Bytes{(*machine.swap_total).value - (*machine.swap_free).value};
}

// "5338.24 of 15996.00 MiB, 33.4 %"
std::string gauge(Lang lang, const Reading& used, const Reading& total) {
  auto text = say(lang, WatchWord::of_total, cell(lang, used), cell(lang, total));
  if (used && total && (*total).value != 0)
    text += fmt::format(", {:.1f} %", 100 * in_mib(*used) / in_mib(*total));
  return text;
}

std::string card_line(Lang lang, const CardMemory& card) {
  auto text = fmt::format("{}: {}", printable(card.name, 96), gauge(lang, card.used, card.total));
  if (!card.used) text += " (" + reason(lang, card.used.missing()) + ")";
  return text;
}

std::string pressure_text(Lang lang, const WatchReading& reading) {
  const auto& machine = reading.machine;
  if (machine.pressure_some_avg10 && machine.pressure_full_avg10)
    return say(lang, WatchWord::pressure, *machine.pressure_some_avg10,
               *machine.pressure_full_avg10);
  return say(lang, WatchWord::no_pressure,
             reason(lang, reading.no_pressure.value_or(Missing{Why::failed, ""})));
}

std::string machine_text(Lang lang, const WatchReading& reading) {
  const auto& machine = reading.machine;
  auto text = fmt::format(
      "{}: {}\n{}: {}; {}\n", word(lang, WatchWord::ram),
      gauge(lang, used_ram(machine), machine.total), word(lang, WatchWord::swap),
      gauge(lang, used_swap(machine), machine.swap_total), pressure_text(lang, reading));
  for (const auto& card : reading.cards.list) text += card_line(lang, card) + "\n";
  if (reading.cards.list.empty())
    text += fmt::format("{}: {}\n", word(lang, WatchWord::cards),
                        reason(lang, reading.cards.none.value_or(Missing{Why::no_device, ""})));
  return text;
}

std::string table_row(std::string_view pid, std::string_view name, std::string_view ram,
                      std::string_view own, std::optional<std::string> vram,
                      std::string_view command) {
  auto text = right(pid, 8) + "  " + left(name, kName) + right(ram, kNumber) + right(own, kNumber);
  if (vram) text += right(*vram, kNumber);
  text += "  " + fit(command, 60);
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string processes_text(Lang lang, const WatchModel& model) {
  if (model.reading.no_processes)
    return say(lang, WatchWord::no_processes, reason(lang, *model.reading.no_processes)) + "\n";
  bool cards = !model.reading.cards.list.empty();
  auto head = [&](WatchWord of) { return word(lang, of); };
  auto text =
      table_row(head(WatchWord::col_pid), head(WatchWord::col_name), head(WatchWord::col_ram),
                head(WatchWord::col_own),
                cards ? std::optional(std::string(head(WatchWord::col_vram))) : std::nullopt,
                head(WatchWord::col_command));
  const auto& rows = model.rows();
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    const auto& process = rows[i]->now;
    text += table_row(std::to_string(process.pid), printable(process.name, 64),
                      cell(lang, process.rss), cell(lang, process.own),
                      cards ? std::optional(cell(lang, process.vram)) : std::nullopt,
                      printable(process.command, 240));
  }
  if (rows.size() > kMostRows) text += say(lang, WatchWord::more, rows.size() - kMostRows) + "\n";
  return text;
}

std::string mappings_text(Lang lang, const WatchedMappings& read) {
  auto text = fmt::format("\n{} ({})\n", word(lang, WatchWord::mappings), read.pid);
  if (read.largest.empty())
    return text + (read.memory.own ? std::string("-") : reason(lang, read.memory.own.missing())) +
           "\n";
  for (std::size_t i = 0; i < std::min(read.largest.size(), kMostMappings); ++i) {
    const auto& group = read.largest[i];
    text += right(mib_text(group.rss), kNumber) + right(mib_text(own(group)), kNumber) + "  " +
            printable(group.name, 240) + "\n";
  }
  return text;
}

}  // namespace

std::string watch_text(Lang lang, const WatchModel& model) {
  auto text = machine_text(lang, model.reading) + "\n" + processes_text(lang, model);
  if (model.mappings) text += mappings_text(lang, *model.mappings);
  return text;
}

std::string watch_line(Lang lang, const WatchModel& model) {
  const auto& machine = model.reading.machine;
  auto text = fmt::format("{:.1f} s  {} {}", seconds(model.reading.at), word(lang, WatchWord::ram),
                          gauge(lang, used_ram(machine), machine.total));
  for (const auto& card : model.reading.cards.list) text += "; " + card_line(lang, card);
  if (const auto* track = model.selected()) {
    const auto& process = track->now;
    text += fmt::format("; {} ({}): {} {}, {} {}", printable(process.name, 64), process.pid,
                        word(lang, WatchWord::ram), cell(lang, process.rss),
                        word(lang, WatchWord::own_rest), cell(lang, process.own));
    if (!process.held.empty()) text += ", VRAM " + cell(lang, process.vram);
    text += " MiB";
    if (track->ended) text += ", " + say(lang, WatchWord::process_gone, process.pid);
  }
  return text + "\n";
}

std::string watch_step_line(Lang lang, const WatchStep& step) {
  return fmt::format("{:.1f} s  {}: {} {}, {} {}, VRAM {} MiB\n", seconds(step.at),
                     step_label(lang, step.name), word(lang, WatchWord::ram), cell(lang, step.ram),
                     word(lang, WatchWord::own_rest), cell(lang, step.own), cell(lang, step.vram));
}

std::vector<std::string> alert_sentences(Lang lang, const WatchModel& model) {
  std::vector<std::string> sentences;
  for (const auto* track : model.rows())
    if (track->alert.over() && !track->ended)
      sentences.push_back(say(lang, WatchWord::above_line, track->now.pid,
                              printable(track->now.name, 64), cell(lang, track->now.rss),
                              mib_text(model.settings.threshold)));
  return sentences;
}

}  // namespace tare
