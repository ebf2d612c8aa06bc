#include "llama/log_capture.h"

#include <ggml.h>
#include <llama.h>
#include <unistd.h>

#include <cstring>
#include <deque>
#include <mutex>
#include <string_view>

#include "base/text.h"

namespace tare::llama {
namespace {

constexpr std::size_t kLines = 64;
constexpr std::size_t kLineLength = 1024;

struct Kept {
  std::mutex mutex;
  std::deque<std::string> lines;
  bool open = false;  // the last line may go on: a GGML_LOG_LEVEL_CONT follows
};

Kept& kept() {
  static Kept only;
  return only;
}

void keep(ggml_log_level level, const char* text, void*) {
  bool goes_on = level == GGML_LOG_LEVEL_CONT;
  if (!goes_on && level != GGML_LOG_LEVEL_WARN && level != GGML_LOG_LEVEL_ERROR) {
    std::lock_guard lock(kept().mutex);
    kept().open = false;
    return;
  }
  std::lock_guard lock(kept().mutex);
  auto& lines = kept().lines;
  if (goes_on && !kept().open) return;
  if (goes_on && !lines.empty()) {
    if (lines.back().size() < kLineLength) lines.back() += text;
    return;
  }
  kept().open = true;
  if (lines.size() == kLines) lines.pop_front();
  lines.emplace_back(text);
}

// "llama_model_load: error loading model: x\n" -> "error loading model: x": the word before the
// first
// ": " is a function's name when it has no blank in it.
std::string cleaned(std::string_view line) {
  auto colon = line.find(": ");
  if (colon != std::string_view::npos &&
      line.substr(0, colon).find(' ') == std::string_view::npos && colon > 0)
    line.remove_prefix(colon + 2);
  return printable(trim(line), kLineLength);
}

// Runs in whatever thread failed, with the process in an unknown state: only write and _exit.
[[noreturn]] void say_and_end(const char* message) {
  constexpr char kBefore[] = "error: llama.cpp gave up and cannot go on: ";
  constexpr char kRemote[] = "Remote RPC server";
  constexpr char kServer[] =
      "the server of the remote or stand-in card ended or answered nonsense; start again with "
      "another card or --gpu-layers 0.";
  const char* what = std::strstr(message, kRemote) != nullptr ? kServer : message;
  [[maybe_unused]] auto done = ::write(STDERR_FILENO, kBefore, sizeof kBefore - 1);
  done = ::write(STDERR_FILENO, what, std::strlen(what));
  done = ::write(STDERR_FILENO, "\n", 1);
  ::_exit(exit_code(ErrorKind::refused));
}

}  // namespace

void capture_log() { llama_log_set(keep, nullptr); }

void clear_log() {
  std::lock_guard lock(kept().mutex);
  kept().lines.clear();
  kept().open = false;
}

std::vector<std::string> logged() {
  std::lock_guard lock(kept().mutex);
  std::vector<std::string> lines;
  lines.reserve(kept().lines.size());
  for (const auto& line : kept().lines) lines.push_back(cleaned(line));
  return lines;
}

void end_quietly_on_abort() { ggml_set_abort_callback(say_and_end); }

}  // namespace tare::llama
