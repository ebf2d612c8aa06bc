#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/comparison_blocks.h"

namespace tare {

namespace {

using W = CompareWord;

struct State {
  std::string_view name;  // in the notes
  CompareWord word;
};
constexpr std::array kStates = {State{"absent", W::state_absent},
                                State{"connected", W::state_connected},
                                State{"slow", W::state_slow}};

std::string us(double nanoseconds) { return fmt::format("{:.2f}", nanoseconds / 1000); }

bool has(const IpcFigures& figures, IpcWay way, std::string_view state) {
  return std::ranges::any_of(
      figures.rows, [&](const IpcRow& row) { return row.way == way && row.state == state; });
}

// Commands in the order in which they were measured.
std::vector<std::string> commands_of(const IpcFigures& figures, IpcWay way) {
  std::vector<std::string> list;
  for (const auto& row : figures.rows) {
    bool shown = std::ranges::find(kStates, row.state, &State::name) != kStates.end();
    if (row.way == way && shown && std::ranges::find(list, row.command) == list.end())
      list.push_back(row.command);
  }
  return list;
}

// One row a command; median, p99 and highest of each state.
Block table(Lang lang, const IpcFigures& figures, IpcWay way, CompareWord title) {
  Block block{.title = std::string(word(lang, title))};
  block.header.emplace_back(word(lang, W::command));
  std::vector<std::string_view> states;
  for (const auto& state : kStates) {
    if (!has(figures, way, state.name)) continue;
    states.push_back(state.name);
    block.header.push_back(fmt::format("{} {}", word(lang, state.word), word(lang, W::median)));
    block.header.emplace_back("p99");
    block.header.emplace_back(word(lang, W::highest));
  }
  for (const auto& command : commands_of(figures, way)) {
    std::vector<std::string> row = {command};
    for (auto state : states) {
      const auto* times = figures.find(way, state, command);
      if (times == nullptr)
        row.insert(row.end(), {"-", "-", "-"});
      else
        row.insert(row.end(), {us(times->median), us(times->p99), us(times->highest)});
    }
    block.rows.push_back(std::move(row));
  }
  return block;
}

void tell_trips(Lang lang, const IpcFigures& figures, Block& block) {
  const auto* row = figures.find(IpcWay::round_trip, "row", "set_transition_speed");
  if (row == nullptr) return;
  block.lines.push_back(say(lang, W::in_a_row, us(row->median), us(row->p99)));
  const auto& bare = figures.bare;
  if (bare && bare->median > 0)
    block.lines.push_back(say(lang, W::bare_ping, figures.bare_bytes, us(bare->median),
                              us(bare->p99), row->median / bare->median));
}

void tell_waking(Lang lang, const IpcFigures& figures, Block& block) {
  if (figures.cpu_soon && figures.cpu_later)
    block.lines.push_back(say(lang, W::cpu, fmt::format("{:.2f}", *figures.cpu_soon),
                              fmt::format("{:.2f}", *figures.cpu_later)));
  const auto* call = figures.find(IpcWay::call, "asleep", "set_expression");
  const auto* wire = figures.find(IpcWay::wire, "asleep", "set_expression");
  if (call != nullptr && wire != nullptr)
    block.lines.push_back(
        say(lang, W::asleep, "set_expression", us(call->median), us(call->p99), us(wire->median)));
}

void tell_ten(Lang lang, const IpcFigures& figures, Block& block) {
  std::vector<std::string> numbers;
  for (auto kind : {"single", "batch"})
    for (auto way : {IpcWay::call, IpcWay::wire})
      if (const auto* times = figures.find(way, "ten", kind)) numbers.push_back(us(times->median));
  if (numbers.size() == 4)
    block.lines.push_back(say(lang, W::ten, numbers[0], numbers[1], numbers[2], numbers[3]));
}

void tell_queue(Lang lang, const IpcFigures& figures, Block& block) {
  std::uint64_t most = 0;
  for (const auto& one : figures.queue) most = std::max(most, one.commands);
  if (most == 0) return;
  block.lines.push_back(say(lang, W::queue, most));
  for (const auto& one : figures.queue)
    block.lines.push_back(say(lang, W::queue_row, one.kind,
                              fmt::format("{:.1f}", static_cast<double>(one.bytes) / 1024)));
}

}  // namespace

std::vector<Block> ipc_blocks(Lang lang, const IpcFigures& figures) {
  auto avatar = figures.avatar.empty() || figures.avatar == "double"
                    ? std::string(word(lang, W::double_avatar))
                    : say(lang, W::real_avatar, figures.avatar);
  auto calls = table(lang, figures, IpcWay::call, W::ipc_call);
  auto wires = table(lang, figures, IpcWay::wire, W::ipc_wire);
  auto trips = table(lang, figures, IpcWay::round_trip, W::ipc_trip);
  tell_trips(lang, figures, trips);
  tell_waking(lang, figures, trips);
  tell_ten(lang, figures, trips);
  tell_queue(lang, figures, trips);
  trips.lines.emplace_back(word(lang, W::published));
  return {Block{.title = say(lang, W::ipc_title, avatar)}, calls, wires, trips};
}

}  // namespace tare
