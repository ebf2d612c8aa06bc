#include "ui/tui/layout.h"

#include <algorithm>
#include <iterator>

#include "ui/tui/panes.h"

namespace tare::tui {

namespace {

constexpr std::size_t kLeastRows = 3;       // of the table, its heading not counted
constexpr std::size_t kLeastForDetail = 6;  // lines of a pane that says something

void append(std::vector<Line>& lines, std::vector<Line> more) {
  std::ranges::move(more, std::back_inserter(lines));
}

}  // namespace

Frame draw(const WatchModel& model, const View& view) {
  Frame frame{.width = view.width};
  if (view.width == 0 || view.height == 0) return frame;
  auto left = [&] { return view.height - frame.lines.size(); };
  if (model.help) {
    append(frame.lines, help_lines(view, view.height));
  } else {
    bool footer = view.height > 6 || model.typing_filter || model.leaving;
    // Cards first: the machine may take what the table does not need to be of use.
    auto reserve = kLeastRows + 1 + (footer ? 1 : 0);
    append(frame.lines,
           machine_lines(model, view, view.height > reserve + 1 ? view.height - reserve : 1));
    auto room = left() - std::min<std::size_t>(left(), footer ? 1 : 0);
    // Few rows leave the panes more than half.
    std::size_t lower = 0;
    if (room >= kLeastRows + 1 + kLeastForDetail)
      lower = room - std::clamp(model.rows().size() + 2, kLeastRows + 1, room / 2 + 1);
    auto program = program_lines(model, view, lower / 3);
    auto detail = detail_lines(model, view, lower - std::min(lower, program.size()));
    append(frame.lines, process_table(model, view, room - lower));
    append(frame.lines, std::move(detail));
    // What is free goes here, so that nothing jumps when mappings come or go.
    while (frame.lines.size() + program.size() + (footer ? 1 : 0) < view.height)
      frame.lines.emplace_back();
    append(frame.lines, std::move(program));
    if (footer) frame.lines.push_back(footer_line(model, view));
  }
  frame.lines.resize(view.height);
  return frame;
}

}  // namespace tare::tui
