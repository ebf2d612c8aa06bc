// gui: a companion in a window.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>

#include "base/unique_fd.h"
#include "mate/config_file.h"
#include "mate/gui_backend.h"
#include "mate/home_main.h"
#include "mate/places.h"
#include "mate/window_module.h"

namespace mate {

namespace {

// What the signal handler reaches.
std::atomic<int> g_signal = 0;
std::atomic<int> g_stop_pipe = -1;

extern "C" void on_stop(int signal) {
  g_signal = signal;
  if (int pipe = g_stop_pipe; pipe >= 0) {
    [[maybe_unused]] auto written = ::write(pipe, "", 1);
  } else {
    // No window is open yet and a load can't be stopped: go, as if nobody had caught the signal.
    ::signal(signal, SIG_DFL);
    ::raise(signal);
  }
}

// A signal that asks us to end closes the window as its user would: its place is kept, a reply
// that is being written is cancelled.
class StopPipe {
 public:
  StopPipe() {
    struct sigaction action{};
    action.sa_handler = on_stop;
    action.sa_flags = SA_RESTART;
    for (int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  ~StopPipe() { g_stop_pipe = -1; }
  StopPipe(const StopPipe&) = delete;
  StopPipe& operator=(const StopPipe&) = delete;

  // From here on signals are written into the pipe; its reading end, -1 when there can be none.
  int open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    read_.reset(ends[0]);
    write_.reset(ends[1]);
    g_stop_pipe = ends[1];
    return ends[0];
  }

 private:
  tare::UniqueFd read_;
  tare::UniqueFd write_;
};

bool display_named() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

}  // namespace

int run_gui(const Options& options) {
  if (!display_named()) {  // before a long load
    return fail(
        {"There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not "
         "set): use desktop-mate chat.",
         tare::ErrorKind::refused});
  }
  StopPipe stop;
  WindowModule window;
  static char program[] = "desktop-mate";
  static char* arguments[] = {program, nullptr};
  if (auto opened = window.open(window_module_place()); !opened) return fail(opened.error());
  if (auto made = window.make_application(1, arguments); !made) return fail(made.error());
  Home home;
  if (auto settled = settle(options, "gui", home); !settled) return fail(settled.error());
  auto config_path = options.config.empty() ? config_place() : options.config;
  GuiBackend backend(*home.companion, model_line(home), [&](int x, int y, int width, int height) {
    auto kept = load_config(config_path);  // only the window's place is ours to change
    if (!kept) return;
    kept->window = {.width = width, .height = height, .x = x, .y = y};
    if (auto saved = save_config(*kept, config_path); !saved) (void)fail(saved.error());
  });
  const auto& place = home.wiring->config.window;
  int stop_fd = stop.open();
  home.log->write("the window opens");
  auto code = window.run(backend, {.x = place.x,
                                   .y = place.y,
                                   .width = place.width,
                                   .height = place.height,
                                   .french = home.wiring->french,
                                   .stop_fd = stop_fd});
  if (g_signal != 0) return 128 + g_signal;
  return code ? *code : fail(code.error());
}

}  // namespace mate
