#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "report/cells.h"

namespace tare {

bool standard_output_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool standard_error_is_terminal() { return ::isatty(STDERR_FILENO) != 0; }
bool standard_input_is_terminal() { return ::isatty(STDIN_FILENO) != 0; }

std::size_t terminal_width() {
  winsize size{};
  if (!standard_output_is_terminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

bool wants_color() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  bool refused = no_color != nullptr && *no_color != '\0';
  return standard_output_is_terminal() && !refused && term != nullptr &&
         std::string_view(term) != "dumb";
}

void ProgressLine::show(std::string_view text, Instant now) {
  auto pause = mode_ == Mode::terminal ? Duration(std::chrono::milliseconds(200))
                                       : Duration(std::chrono::seconds(10));
  if (mode_ == Mode::none || now - last_ < pause) return;
  bool first = last_ == Instant{};
  last_ = now;
  if (mode_ == Mode::plain) {
    if (!first) fmt::print(stderr, "{}\n", text);
    return;
  }
  auto width = terminal_width();
  fmt::print(stderr, "\r\x1b[2K{}", fit(text, width > 1 ? width - 1 : 79));
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r\x1b[2K");
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace tare
