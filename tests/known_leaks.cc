// What libraries keep until the process ends, so that the leak check of sanitized builds need not
// tell: llama.cpp of a remote server ("never freed; this is by design", ggml-rpc.cpp), Qt's
// libraries of their fonts, ncurses of a terminal that it could not open.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:ggml_backend_rpc\nleak:libfontconfig\nleak:libQt6\nleak:libglib\nleak:libtinfo\n";
}
// A program's error output stays its own.
extern "C" const char* __lsan_default_options();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "print_suppressions=0";
}
