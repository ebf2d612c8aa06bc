#include <algorithm>

#include "app/watch_words.h"
#include "base/text.h"
#include "ui/tui/bars.h"
#include "ui/tui/panes.h"

namespace tare::tui {

namespace {

constexpr std::size_t kPid = 8;
constexpr std::size_t kNumber = 11;
constexpr std::size_t kNarrowNumber = 9;
constexpr std::size_t kMostName = 18;
constexpr std::size_t kGap = 1;

// Which columns there is room for; 0: none.
struct Columns {
  std::size_t pid = 0;
  std::size_t name = 0;
  std::size_t ram = kNumber;
  std::size_t own = 0;
  std::size_t vram = 0;
  std::size_t bar = 0;
  std::size_t graph = 0;
  std::size_t command = 0;
};

Columns columns_for(const View& view, bool cards) {
  Columns columns;
  auto width = view.width;
  columns.pid = width >= 28 ? kPid : 0;
  columns.ram = width >= 28 ? kNumber : kNarrowNumber;
  columns.own = width >= 48 ? kNumber : 0;
  columns.vram = cards && width >= 60 ? kNumber : 0;
  auto fixed = 2 + columns.pid + columns.ram + columns.own + columns.vram + kGap;
  auto rest = width > fixed ? width - fixed : 1;
  columns.name = std::min(kMostName, rest);
  rest -= columns.name;
  if (rest > 11) columns.bar = std::min<std::size_t>(rest - 1, 30);
  rest -= std::min(rest, columns.bar + 1);
  if (rest > 11) columns.graph = std::min<std::size_t>(rest - 1, 20);
  rest -= std::min(rest, columns.graph + 1);
  if (rest > 12) columns.command = rest - 1;
  return columns;
}

Line heading(const WatchModel& model, const View& view, const Columns& columns) {
  LineWriter line(view.width, view.unicode);
  auto style = [&](SortBy by) { return model.sort == by ? Style::strong : Style::heading; };
  auto mark = [&](SortBy by) { return model.sort == by ? (view.unicode ? "▾" : "*") : ""; };
  auto text = [&](WatchWord of, SortBy by) { return std::string(word(view.lang, of)) + mark(by); };
  line.skip(2);
  if (columns.pid > 0)
    line.right(text(WatchWord::col_pid, SortBy::pid), columns.pid - 1, style(SortBy::pid)).skip(1);
  line.left(text(WatchWord::col_name, SortBy::name), columns.name, style(SortBy::name));
  line.right(text(WatchWord::col_ram, SortBy::ram), columns.ram, style(SortBy::ram));
  if (columns.own > 0)
    line.right(text(WatchWord::col_own, SortBy::own), columns.own, style(SortBy::own));
  if (columns.vram > 0)
    line.right(text(WatchWord::col_vram, SortBy::vram), columns.vram, style(SortBy::vram));
  line.skip(kGap);
  if (columns.bar > 0)
    line.left(word(view.lang, WatchWord::col_bar), columns.bar, Style::heading).skip(1);
  if (columns.graph > 0)
    line.left(word(view.lang, WatchWord::col_history), columns.graph, Style::heading).skip(1);
  if (columns.command > 0)
    line.left(word(view.lang, WatchWord::col_command), columns.command, Style::heading);
  return line.take();
}

void put_process_bar(LineWriter& line, const Track& track, Bytes whole, std::size_t width) {
  const auto& now = track.now;
  if (!now.rss) {
    line.skip(width);
    return;
  }
  // Own bytes count swapped ones, which are not in RAM.
  auto own = now.own ? std::min(*now.own, *now.rss) : Bytes{};
  Bytes rest{(*now.rss).value - own.value};
  put_bar(
      line,
      {.own = own, .rest = rest, .whole = whole, .style = track.ended ? Style::gone : Style::own},
      width);
}

void put_history(LineWriter& line, const WatchModel& model, const Track& track, std::size_t width) {
  const auto& history = model.sort == SortBy::vram  ? track.vram
                        : model.sort == SortBy::own ? track.own
                                                    : track.ram;
  auto range = range_of(history, width);
  auto text = range ? graph(history, width, *range, line.unicode()) : std::string();
  line.left(text, width, track.ended ? Style::gone : Style::graph);
}

// Of the numbers, the zero is not worth the eye's time.
Style number_style(const Reading& reading, Style style) {
  if (style != Style::plain) return style;
  return reading && reading != Reading(Bytes{}) ? Style::plain : Style::dim;
}

Line row(const WatchModel& model, const View& view, const Columns& columns, const Track& track,
         Bytes whole) {
  LineWriter line(view.width, view.unicode);
  bool chosen = &track == model.selected();
  bool alert = track.alert.over() && !track.ended;
  auto style = track.ended ? Style::gone : chosen ? Style::selected : Style::plain;
  auto number = track.ended ? Style::gone : Style::plain;
  line.put(alert ? "!" : " ", Style::alert).put(chosen ? ">" : " ", Style::strong);
  if (columns.pid > 0) line.right(std::to_string(track.now.pid), columns.pid - 1, style).skip(1);
  line.left(shown_name(track.now), columns.name, style);
  line.right(cell(view.lang, track.now.rss), columns.ram,
             alert ? Style::alert : number_style(track.now.rss, number));
  if (columns.own > 0)
    line.right(cell(view.lang, track.now.own), columns.own, number_style(track.now.own, number));
  if (columns.vram > 0)
    line.right(cell(view.lang, track.now.vram), columns.vram, number_style(track.now.vram, number));
  line.skip(kGap);
  if (columns.bar > 0) {
    put_process_bar(line, track, whole, columns.bar);
    line.skip(1);
  }
  if (columns.graph > 0) {
    put_history(line, model, track, columns.graph);
    line.skip(1);
  }
  if (columns.command > 0) line.left(shown_command(track.now), columns.command, Style::dim);
  return line.take();
}

Bytes largest(const std::vector<const Track*>& rows) {
  Bytes most;
  for (const auto* track : rows)
    if (track->now.rss) most = std::max(most, *track->now.rss);
  return most;
}

Line sentence(const View& view, const std::string& text) {
  LineWriter line(view.width, view.unicode);
  line.skip(2).put(text, Style::dim);
  return line.take();
}

}  // namespace

std::string shown_name(const WatchedProcess& process) {
  return process.name.empty() ? "?" : printable(process.name, 64);
}

// Without the program's folder, which says less than its arguments.
std::string shown_command(const WatchedProcess& process) {
  std::string_view command = process.command;
  auto slash = command.substr(0, command.find(' ')).rfind('/');
  if (slash != std::string_view::npos && slash + 1 < command.size())
    command.remove_prefix(slash + 1);
  return printable(command, 240);
}

std::vector<Line> process_table(const WatchModel& model, const View& view, std::size_t most) {
  std::vector<Line> lines;
  if (most == 0) return lines;
  const auto& rows = model.rows();
  auto columns = columns_for(view, !model.reading.cards.list.empty());
  if (most >= 3) lines.push_back(heading(model, view, columns));
  if (model.reading.no_processes)
    lines.push_back(sentence(view, say(view.lang, WatchWord::no_processes,
                                       reason(view.lang, *model.reading.no_processes))));
  else if (rows.empty() && !model.filter.empty())
    lines.push_back(sentence(view, std::string(word(view.lang, WatchWord::nothing_matches))));
  else if (rows.empty() && model.settings.root)
    lines.push_back(sentence(view, say(view.lang, WatchWord::process_gone, *model.settings.root)));
  auto room = most - std::min(most, lines.size());
  auto shown = std::min(room, rows.size());
  auto chosen = model.selected_row();
  auto first = std::min(chosen > shown / 2 ? chosen - shown / 2 : 0, rows.size() - shown);
  auto whole = largest(rows);
  for (std::size_t i = first; i < first + shown; ++i)
    lines.push_back(row(model, view, columns, *rows[i], whole));
  return lines;
}

}  // namespace tare::tui
