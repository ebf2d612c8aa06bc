#include "mate/wiring_main.h"
namespace mate {
int run_chat(const Options&) { return 2; }
int run_gui(const Options&) { return 2; }
}  // namespace mate
