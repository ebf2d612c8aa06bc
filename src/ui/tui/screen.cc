#include "ui/tui/screen.h"

// Plain names of ncurses (timeout, clear, move) shall stay functions.
#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>

#include "base/text.h"

namespace tare::tui {

namespace {

constexpr int kEscapeDelay = 25;  // milliseconds until a lone Esc is one

struct Look {
  short many;  // colour of 256
  short few;   // of 8
  bool bold;
  bool dim;  // where there is no colour for it
  bool reverse;
};

constexpr short kNone = -1;

// Middle tones, readable on dark and on light; yellow and white would not be.
constexpr Look look_of(Style style) {
  switch (style) {
    case Style::plain:
      return {kNone, kNone, false, false, false};
    case Style::dim:
      return {244, kNone, false, true, false};
    case Style::strong:
      return {kNone, kNone, true, false, false};
    case Style::heading:
      return {66, COLOR_CYAN, true, false, false};
    case Style::own:
      return {33, COLOR_CYAN, false, false, false};
    case Style::rest:
      return {67, COLOR_BLUE, false, false, false};
    case Style::card:
      return {133, COLOR_MAGENTA, false, false, false};
    case Style::graph:
      return {71, COLOR_GREEN, false, false, false};
    case Style::alert:
      return {167, COLOR_RED, true, false, false};
    case Style::selected:
      return {kNone, kNone, false, false, true};
    case Style::gone:
      return {244, kNone, false, true, false};
    case Style::last_style:
      break;
  }
  return {kNone, kNone, false, false, false};
}

short pair_of(Style style) { return static_cast<short>(static_cast<int>(style) + 1); }

attr_t attributes(Style style, bool color) {
  auto look = look_of(style);
  attr_t bits = A_NORMAL;
  if (look.bold) bits |= A_BOLD;
  if (look.reverse) bits |= A_REVERSE;
  auto own_color = COLORS >= 256 ? look.many : look.few;
  if (look.dim && (!color || own_color == kNone)) bits |= A_DIM;
  return bits;
}

void set_colors() {
  ::start_color();
  short background = ::use_default_colors() == OK ? kNone : static_cast<short>(COLOR_BLACK);
  for (int i = 0; i < static_cast<int>(Style::last_style); ++i) {
    auto style = static_cast<Style>(i);
    auto look = look_of(style);
    auto color = COLORS >= 256 ? look.many : look.few;
    if (color == kNone && background != kNone) color = COLOR_WHITE;
    ::init_pair(pair_of(style), color, background);
  }
}

std::optional<Key> special_key(wint_t code) {
  using Kind = Key::Kind;
  switch (code) {
    case KEY_UP:
      return Key{Kind::up};
    case KEY_DOWN:
      return Key{Kind::down};
    case KEY_PPAGE:
      return Key{Kind::page_up};
    case KEY_NPAGE:
      return Key{Kind::page_down};
    case KEY_HOME:
      return Key{Kind::home};
    case KEY_END:
      return Key{Kind::end};
    case KEY_BACKSPACE:
      return Key{Kind::backspace};
    case KEY_ENTER:
      return Key{Kind::enter};
    default:
      return std::nullopt;
  }
}

Key plain_key(wint_t code) {
  switch (code) {
    case '\r':
    case '\n':
      return Key{Key::Kind::enter};
    case 0x1B:
      return Key{Key::Kind::escape};
    case 0x08:
    case 0x7F:
      return Key{Key::Kind::backspace};
    default:
      return Key::of(static_cast<char32_t>(code));
  }
}

}  // namespace

Result<std::unique_ptr<Screen>> Screen::open(ScreenOptions options) {
  const char* term = std::getenv("TERM");
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0)
    return refused("There is no terminal to draw on.");
  // newterm() and not initscr(), which ends the program when it does not know the terminal.
  if (::newterm(nullptr, stdout, stdin) == nullptr)
    return refused("The terminal '" + printable(term == nullptr ? "" : term, 64) +
                   "' (TERM) is not known here.");
  std::unique_ptr<Screen> screen(new Screen(options));
  screen->set_up();
  return screen;
}

void Screen::set_up() {
  options_.color = options_.color && ::has_colors();
  if (options_.color) set_colors();
  ::cbreak();
  ::noecho();
  ::nonl();
  ::nodelay(stdscr, TRUE);
  ::keypad(stdscr, TRUE);
  ::set_escdelay(kEscapeDelay);
  ::curs_set(0);
}

Screen::~Screen() {
  ::curs_set(1);
  ::endwin();
}

std::size_t Screen::width() const { return static_cast<std::size_t>(std::max(0, getmaxx(stdscr))); }
std::size_t Screen::height() const {
  return static_cast<std::size_t>(std::max(0, getmaxy(stdscr)));
}

void Screen::show(const Frame& frame) {
  ::werase(stdscr);
  for (std::size_t y = 0; y < frame.lines.size() && y < height(); ++y)
    for (const auto& span : frame.lines[y]) {
      auto pair = options_.color ? pair_of(span.style) : short{0};
      ::wattr_set(stdscr, attributes(span.style, options_.color), pair, nullptr);
      ::mvwaddnstr(stdscr, static_cast<int>(y), static_cast<int>(span.column), span.text.data(),
                   static_cast<int>(span.text.size()));
    }
  ::wattr_set(stdscr, A_NORMAL, 0, nullptr);
  ::wrefresh(stdscr);
}

void Screen::bell() { ::beep(); }

std::vector<Key> Screen::keys() {
  std::vector<Key> keys;
  for (;;) {
    wint_t code = 0;
    int kind = ::wget_wch(stdscr, &code);
    if (kind == ERR) return keys;
    if (kind != KEY_CODE_YES) {
      keys.push_back(plain_key(code));
    } else if (auto key = special_key(code)) {
      keys.push_back(*key);
    }
  }
}

bool Screen::closed() const {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

void Screen::resize() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return;
  ::resizeterm(size.ws_row, size.ws_col);
  ::clearok(curscr, TRUE);
}

void Screen::leave() { ::endwin(); }

void Screen::enter() {
  ::reset_prog_mode();
  resize();
  ::curs_set(0);
  ::wrefresh(stdscr);
}

}  // namespace tare::tui
