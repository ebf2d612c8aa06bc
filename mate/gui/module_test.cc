// The module as desktop-mate meets it: opened by name, never closed.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "mate/gui_module.h"

namespace {

std::string module_path() {
  const char* folder = std::getenv("TARE_LIB");
  return std::string(folder != nullptr ? folder : ".") + "/libdesktop_mate_gui.so";
}

template <class Function>
Function* find(void* module, const char* name) {
  return reinterpret_cast<Function*>(dlsym(module, name));
}

// In a child, for there is one QApplication per process and this one has it. Its exit status.
int status_of(const std::function<int(void* module)>& act) {
  const pid_t child = fork();
  if (child == 0) {
    void* module = dlopen(module_path().c_str(), RTLD_NOW | RTLD_LOCAL);
    _exit(module == nullptr ? 100 : act(module));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(GuiModule, OpensAndStaysOpen) {
  EXPECT_EQ(status_of([](void* module) {
              auto* open = find<decltype(desktop_mate_gui_open)>(module, "desktop_mate_gui_open");
              if (open == nullptr || open() != 0) {
                return 1;
              }
              dlclose(module);
              return dlopen(module_path().c_str(), RTLD_NOW | RTLD_NOLOAD) != nullptr ? 0 : 2;
            }),
            0);
}

TEST(GuiModule, RefusesAWindowWithoutADisplay) {
  EXPECT_EQ(status_of([](void* module) {
              auto* run = find<decltype(desktop_mate_gui_run)>(module, "desktop_mate_gui_run");
              return run(nullptr, nullptr);
            }),
            3);
}

}  // namespace
