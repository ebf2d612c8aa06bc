// The parts of the screen; each gives its lines, as many as it wants up to `most`.
#pragma once

#include <vector>

#include "ui/tui/layout.h"

namespace tare::tui {

std::vector<Line> machine_lines(const WatchModel& model, const View& view, std::size_t most);
// A heading and rows; the selected one is always among them.
std::vector<Line> process_table(const WatchModel& model, const View& view, std::size_t most);
// The selected process: history, steps, mappings.
std::vector<Line> detail_lines(const WatchModel& model, const View& view, std::size_t most);
// The program that we started: how it is, and its last lines.
std::vector<Line> program_lines(const WatchModel& model, const View& view, std::size_t most);
std::vector<Line> help_lines(const View& view, std::size_t most);
Line footer_line(const WatchModel& model, const View& view);

// A pane's title: "── title ─────".
Line title_line(const View& view, std::string_view title, Style style = Style::heading);

// A process for people, made printable: its name, and its arguments where they say more.
std::string shown_name(const WatchedProcess& process);
std::string shown_command(const WatchedProcess& process);

}  // namespace tare::tui
