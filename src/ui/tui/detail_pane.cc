#include <fmt/format.h>

#include <algorithm>

#include "app/watch_words.h"
#include "base/text.h"
#include "report/cells.h"
#include "ui/tui/bars.h"
#include "ui/tui/panes.h"

namespace tare::tui {

namespace {

constexpr std::size_t kLeastForTwo = 122;  // columns, for two panes side by side
constexpr std::size_t kNumber = 11;
constexpr std::size_t kStepNumber = 13;
constexpr std::size_t kLabel = 7;
constexpr std::size_t kMappingBar = 20;
constexpr std::size_t kSpan = 22;  // "123456.78..123456.78  "

// A number now and its way there: the scale is from the least to the most, which are named.
Line history_line(const View& view, WatchWord label, const Reading& now, const History& history,
                  Style style) {
  LineWriter line(view.width, view.unicode);
  line.left(word(view.lang, label), kLabel, Style::strong);
  line.right(cell(view.lang, now), kNumber).put(" MiB ");
  if (!now) {
    line.put(reason(view.lang, now.missing()), Style::dim);
    return line.take();
  }
  if (line.room() < kSpan + 10) return line.take();
  auto width = std::min(History::kMost, line.room() - kSpan);
  auto range = range_of(history, width);
  if (!range) return line.take();
  line.left(fmt::format("{}..{}", mib_text(range->low), mib_text(range->high)), kSpan, Style::dim);
  line.put(graph(history, width, *range, view.unicode), style);
  return line.take();
}

std::vector<Line> step_lines(const WatchModel& model, const View& view, std::size_t most) {
  std::vector<Line> lines;
  if (model.steps.empty() || most < 2) return lines;
  LineWriter head(view.width, view.unicode);
  auto numbers = view.width >= 60;
  auto name = view.width - std::min(view.width, kStepNumber * (numbers ? 3U : 1U) + 8);
  head.left(word(view.lang, WatchWord::steps), name, Style::heading);
  head.right(word(view.lang, WatchWord::step_at), 8, Style::heading);
  head.right("+ " + std::string(word(view.lang, WatchWord::col_ram)), kStepNumber, Style::heading);
  if (numbers)
    head.right("+ " + std::string(word(view.lang, WatchWord::col_own)), kStepNumber, Style::heading)
        .right("+ VRAM", kStepNumber, Style::heading);
  lines.push_back(head.take());
  auto shown = std::min(most - 1, model.steps.size());
  for (auto i = model.steps.size() - shown; i < model.steps.size(); ++i) {
    const auto& step = model.steps[i];
    LineWriter line(view.width, view.unicode);
    // Against the one before it; of the first, the whole.
    auto change = [&](Reading WatchStep::* part) {
      if (i == 0) return cell(view.lang, step.*part);
      auto moved = difference(step.*part, model.steps[i - 1].*part);
      return moved ? signed_mib_text(*moved) : cell(view.lang, step.*part);
    };
    auto label = (step.part ? "  " : "") + step_label(view.lang, step.name);
    line.left(label, name, step.part ? Style::dim : Style::plain);
    line.right(fmt::format("{:.1f}", seconds(step.at)), 8, Style::dim);
    line.right(change(&WatchStep::ram), kStepNumber);
    if (numbers)
      line.right(change(&WatchStep::own), kStepNumber).right(change(&WatchStep::vram), kStepNumber);
    lines.push_back(line.take());
  }
  return lines;
}

// The end of a path says more than its beginning.
std::string path_end(const std::string& name, std::size_t width) {
  auto text = printable(name, 512);
  if (display_width(text) <= width) return text;
  auto slash = text.rfind('/');
  return slash == std::string::npos ? text : text.substr(slash + 1);
}

void put_mapping_bar(LineWriter& line, const MappingGroup& group, Bytes whole, std::size_t width) {
  auto part = std::min(own(group), group.rss);
  put_bar(line, {.own = part, .rest = {group.rss.value - part.value}, .whole = whole}, width);
}

std::vector<Line> mapping_lines(const WatchModel& model, const View& view, const Track& track,
                                std::size_t most) {
  std::vector<Line> lines;
  if (most < 2) return lines;
  auto bar = view.width >= 60 ? kMappingBar : 0;
  LineWriter head(view.width, view.unicode);
  head.right(word(view.lang, WatchWord::col_ram), kNumber, Style::heading)
      .right(word(view.lang, WatchWord::col_own), kNumber, Style::heading)
      .skip(bar + 2)
      .put(word(view.lang, WatchWord::mappings), Style::heading);
  lines.push_back(head.take());
  bool read = model.mappings && model.mappings->serial == track.now.serial;
  if (!read || model.mappings->largest.empty()) {
    LineWriter line(view.width, view.unicode);
    line.put(read && !model.mappings->memory.own
                 ? reason(view.lang, model.mappings->memory.own.missing())
                 : std::string(word(view.lang, WatchWord::not_read_yet)),
             Style::dim);
    lines.push_back(line.take());
    return lines;
  }
  for (const auto& group : model.mappings->largest) {
    if (lines.size() == most) break;
    LineWriter line(view.width, view.unicode);
    line.right(mib_text(group.rss), kNumber)
        .right(mib_text(own(group)), kNumber, Style::dim)
        .skip(1);
    put_mapping_bar(line, group, model.mappings->largest.front().rss, bar);
    line.skip(1).put(path_end(mapping_label(view.lang, group.name), line.room()));
    lines.push_back(line.take());
  }
  return lines;
}

// Two columns of lines beside each other.
std::vector<Line> beside(std::vector<Line> left, std::vector<Line> right, std::size_t column) {
  auto count = std::max(left.size(), right.size());
  left.resize(count);
  for (std::size_t i = 0; i < right.size(); ++i)
    for (auto& span : right[i]) {
      span.column += column;
      left[i].push_back(std::move(span));
    }
  return left;
}

}  // namespace

Line title_line(const View& view, std::string_view title, Style style) {
  LineWriter line(view.width, view.unicode);
  line.put(view.unicode ? "── " : "-- ", Style::dim)
      .put(title, style)
      .put(" ")
      .fill('-', Style::dim);
  return line.take();
}

std::vector<Line> detail_lines(const WatchModel& model, const View& view, std::size_t most) {
  std::vector<Line> lines;
  const auto* track = model.selected();
  if (track == nullptr || most < 3) return lines;
  const auto& now = track->now;
  auto title = fmt::format("{} {}", now.pid, shown_name(now));
  if (!now.command.empty()) title += "  " + shown_command(now);
  lines.push_back(
      track->ended
          ? title_line(view, say(view.lang, WatchWord::ended, now.pid), Style::alert)
          : title_line(view, tare::left(title, std::min(display_width(title), view.width - 4))));
  lines.push_back(history_line(view, WatchWord::ram, now.rss, track->ram, Style::graph));
  lines.push_back(history_line(view, WatchWord::own_rest, now.own, track->own, Style::own));
  if (!now.held.empty() && most > 4)
    lines.push_back(history_line(view, WatchWord::cards, now.vram, track->vram, Style::card));
  auto room = most - lines.size();
  bool ours = model.program && (!model.settings.root || model.in_scope(now));
  if (ours && !model.steps.empty() && view.width >= kLeastForTwo) {
    auto half = view;
    half.width = view.width / 2 - 1;
    auto both = beside(step_lines(model, half, room), mapping_lines(model, half, *track, room),
                       view.width / 2 + 1);
    std::ranges::move(both, std::back_inserter(lines));
    return lines;
  }
  auto steps = ours ? step_lines(model, view, room > 5 ? room / 2 + 1 : room) : std::vector<Line>{};
  std::ranges::move(steps, std::back_inserter(lines));
  auto rest = mapping_lines(model, view, *track, most - lines.size());
  std::ranges::move(rest, std::back_inserter(lines));
  return lines;
}

std::vector<Line> program_lines(const WatchModel& model, const View& view, std::size_t most) {
  std::vector<Line> lines;
  if (!model.program || most == 0) return lines;
  const auto& program = *model.program;
  auto name = program.argv.empty() ? std::string("?") : printable(program.argv.front(), 64);
  bool runs = program.end.how == End::How::running;
  auto title = runs ? say(view.lang, WatchWord::program_runs, name, program.pid)
                    : say(view.lang, WatchWord::program_ended, name, describe(program.end));
  if (model.last_turn) title += ", " + say(view.lang, WatchWord::turns, model.last_turn->number);
  if (!program.output_file.empty())
    title += ", " + say(view.lang, WatchWord::output_of, name, printable(program.output_file, 256));
  lines.push_back(title_line(view, title, runs ? Style::heading : Style::alert));
  auto shown = std::min(most - 1, program.output.size());
  for (auto i = program.output.size() - shown; i < program.output.size(); ++i) {
    LineWriter line(view.width, view.unicode);
    line.put(printable(program.output[i], 512), Style::dim);
    lines.push_back(line.take());
  }
  return lines;
}

}  // namespace tare::tui
