// tare-avatar-double MODE [PORT [FILE]]: the avatar's Unity side as a program, on 127.0.0.1. Prints
// "port N" when it listens; ends at the end of standard input or by SIGTERM, then writes what it
// received, byte by byte, to FILE and what it understood to standard output, if somebody reads it.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>

#include "base/text.h"
#include "mate/avatar_double/avatar_double.h"

namespace {

volatile std::sig_atomic_t g_ending = 0;

void await_end() {
  std::array<char, 256> piece;
  while (g_ending == 0) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&input, 1, 200) > 0 && ::read(STDIN_FILENO, piece.data(), piece.size()) <= 0) return;
  }
}

int usage() {
  fmt::print(stderr, "usage: tare-avatar-double MODE [PORT [FILE]], MODE one of");
  for (auto mode : avatar_double::kModes) fmt::print(stderr, " {}", name(mode));
  fmt::print(stderr, "\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  auto mode = argc >= 2 ? avatar_double::mode_named(argv[1]) : std::nullopt;
  auto port = argc >= 3 ? tare::to_number<std::uint16_t>(argv[2]) : std::optional<std::uint16_t>(0);
  if (!mode || !port || argc > 4) return usage();
  std::signal(SIGTERM, [](int) { g_ending = 1; });
  std::signal(SIGPIPE, SIG_IGN);
  auto avatar = avatar_double::AvatarDouble::start(*mode, *port);
  if (!avatar) {
    fmt::print(stderr, "{}\n", avatar.error().text);
    return tare::exit_code(avatar.error().kind);
  }
  fmt::print("port {}\n", (*avatar)->port());
  std::fflush(stdout);
  await_end();
  if (argc == 4) std::ofstream(argv[3], std::ios::binary) << (*avatar)->received();
  for (const auto& command : (*avatar)->commands()) std::puts(command.c_str());
  return 0;
}
