#include "mate/window_module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "mate/places.h"

namespace mate {

namespace {

tl::unexpected<tare::Error> no_window(std::string_view why) {
  return tare::refused(fmt::format("There is no window: {}.", why));
}

}  // namespace

std::string window_module_place() { return program_folder() + "/../lib/libdesktop_mate_gui.so"; }

void* WindowModule::entry(const char* name) const { return ::dlsym(handle_, name); }

tare::Result<> WindowModule::open(const std::string& path) {
  handle_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) {
    const char* why = ::dlerror();
    return no_window(fmt::format("{} (Qt 6 Widgets is the package libqt6widgets6)",
                                 why != nullptr ? why : "the module can't be opened"));
  }
  auto open = reinterpret_cast<decltype(&desktop_mate_gui_open)>(entry("desktop_mate_gui_open"));
  if (open == nullptr || open() != 0) return no_window(path + " is not this program's module");
  return {};
}

tare::Result<> WindowModule::make_application(int argc, char** argv) {
  auto make = reinterpret_cast<decltype(&desktop_mate_gui_make_application)>(
      entry("desktop_mate_gui_make_application"));
  if (make == nullptr || make(argc, argv) != 0) return no_window("QApplication can't be made");
  return {};
}

tare::Result<int> WindowModule::run(ChatWindowBackend& backend,
                                    const ChatWindowSettings& settings) {
  auto run = reinterpret_cast<decltype(&desktop_mate_gui_run)>(entry("desktop_mate_gui_run"));
  if (run == nullptr) return no_window("the module can't show one");
  return run(&backend, &settings);
}

}  // namespace mate
