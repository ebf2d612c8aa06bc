#include "report/columns.h"

#include <algorithm>

#include "base/text.h"
#include "core/growth.h"

namespace tare {

namespace {

struct Shape {
  Column column;
  Word title;
  std::size_t width;  // at least; a longer title widens it
};
constexpr Shape kShapes[] = {
    {Column::messages, Word::col_messages, 5},
    {Column::ram, Word::col_ram, 9},
    {Column::vram, Word::col_vram, 10},
    {Column::system, Word::col_system, 7},
    {Column::plus_ram, Word::col_plus_ram, 10},
    {Column::plus_vram, Word::col_plus_vram, 10},
    {Column::delta_ram, Word::col_delta_ram, 10},
    {Column::delta_vram, Word::col_delta_vram, 10},
    {Column::anon, Word::col_anon, 9},
    {Column::file, Word::col_file, 9},
    {Column::shmem, Word::col_shmem, 8},
    {Column::own, Word::col_own, 9},
    {Column::swap, Word::col_swap, 8},
    {Column::peak, Word::col_peak, 9},
    {Column::vram_process, Word::col_vram_process, 10},
    {Column::vram_device, Word::col_vram_device, 10},
    {Column::prompt_speed, Word::col_prompt_speed, 11},
    {Column::reply_speed, Word::col_reply_speed, 10},
    {Column::first_token, Word::col_first_token, 11},
};
const Shape& shape(Column column) { return kShapes[static_cast<std::size_t>(column)]; }

std::string size_cell(Lang lang, Column column, const Reading& reading, Footnotes& footnotes) {
  if (reading) return mib_text(*reading);
  return footnotes.cell(title(lang, column), reading.missing());
}

std::string change_cell(const Reading& now, const Reading& then) {
  auto change = difference(now, then);
  return change ? signed_mib_text(*change) : "-";
}

std::string system_cell(Lang lang, const MachineMemory& machine, Footnotes& footnotes) {
  if (auto percent = used_percent(machine)) return fmt::format("{:.1f}", *percent);
  const auto& lacking = machine.total ? machine.available : machine.total;
  return footnotes.cell(title(lang, Column::system),
                        lacking ? Missing{Why::failed, "MemTotal is 0"} : lacking.missing());
}

std::string number_cell(const Step& step, std::string_view key) {
  auto said = note(step, key);
  auto number = said ? to_real(*said) : std::nullopt;
  return number ? fmt::format("{:.1f}", *number) : "-";
}

std::string messages_cell(const Step& step) {
  auto messages = messages_of(step);
  return messages ? std::to_string(*messages) : "0";
}

}  // namespace

std::vector<Column> columns_of(bool messages, bool wide) {
  std::vector<Column> list;
  for (const auto& one : kShapes) {
    if (one.column == Column::messages && !messages) continue;
    if (one.column > Column::delta_vram && !wide) continue;
    list.push_back(one.column);
  }
  return list;
}

std::string_view title(Lang lang, Column column) { return word(lang, shape(column).title); }

std::size_t width(Lang lang, Column column) {
  return std::max(shape(column).width, display_width(title(lang, column)) + 1);
}

std::string cell(Lang lang, Column column, const RowOf& row, Footnotes& footnotes) {
  const auto& process = row.step.sample.process;
  auto size = [&](const Reading& reading) { return size_cell(lang, column, reading, footnotes); };
  auto ram = [](const Step& step) { return step.sample.process.rss; };
  auto card = [&](const Step& step) { return vram(step.sample, row.basis); };
  switch (column) {
    case Column::messages:
      return messages_cell(row.step);
    case Column::ram:
      return size(process.rss);
    case Column::vram:
      return size(card(row.step));
    case Column::system:
      return system_cell(lang, row.step.sample.machine, footnotes);
    case Column::plus_ram:
      return row.previous ? change_cell(ram(row.step), ram(row.first)) : "-";
    case Column::plus_vram:
      return row.previous ? change_cell(card(row.step), card(row.first)) : "-";
    case Column::delta_ram:
      return row.previous ? change_cell(ram(row.step), ram(*row.previous)) : "-";
    case Column::delta_vram:
      return row.previous ? change_cell(card(row.step), card(*row.previous)) : "-";
    case Column::anon:
      return size(process.anon);
    case Column::file:
      return size(process.file);
    case Column::shmem:
      return size(process.shmem);
    case Column::own:
      return size(process.own);
    case Column::swap:
      return size(process.swap);
    case Column::peak:
      return size(row.step.peak_in_step);
    case Column::vram_process:
      return size(total_of_process(row.step.sample.cards));
    case Column::vram_device:
      return size(total_used(row.step.sample.cards));
    case Column::prompt_speed:
      return number_cell(row.step, "prompt_tokens_per_s");
    case Column::reply_speed:
      return number_cell(row.step, "reply_tokens_per_s");
    case Column::first_token:
      return number_cell(row.step, "first_token_ms");
  }
  return "-";
}

}  // namespace tare
