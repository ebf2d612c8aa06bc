// Qt's window, opened on demand from a library of its own beside the program.
#pragma once

#include <string>

#include "base/result.h"
#include "mate/gui_module.h"

namespace mate {

// Never closed: Qt leaves threads and thread-local values behind.
class WindowModule {
 public:
  // `path`: libdesktop_mate_gui.so. Refused when it, or Qt, is not there.
  tare::Result<> open(const std::string& path);
  tare::Result<> make_application(int argc, char** argv);
  // Returns the window's exit code when it was closed.
  tare::Result<int> run(ChatWindowBackend& backend, const ChatWindowSettings& settings);

 private:
  void* entry(const char* name) const;

  void* handle_ = nullptr;
};

// Where the module lies for this program: ../lib beside the program's folder.
std::string window_module_place();

}  // namespace mate
