// llama.cpp keeps what it knows of a remote server until the process ends, "never freed; this is by
// design" (ggml-rpc.cpp): the leak check of sanitized builds need not tell.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:ggml_backend_rpc\n";
}
