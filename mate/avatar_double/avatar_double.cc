#include "mate/avatar_double/avatar_double.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace avatar_double {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kOneRead = 4096;
constexpr std::size_t kCutAfter = 70;
constexpr int kTick = 10;  // milliseconds between looks at the end

bool readable(int fd, int milliseconds) {
  pollfd wanted{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&wanted, 1, milliseconds) > 0;
}

void answer(int fd, std::string_view text) {
  [[maybe_unused]] ssize_t taken =
      ::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

auto cannot_listen(int port) {
  return tare::refused(fmt::format("The avatar's double cannot listen on 127.0.0.1:{}: {}.", port,
                                   std::generic_category().message(errno)),
                       errno);
}

}  // namespace

std::optional<Mode> mode_named(std::string_view text) {
  auto found = std::ranges::find_if(kModes, [&](Mode mode) { return name(mode) == text; });
  return found == std::end(kModes) ? std::nullopt : std::optional(*found);
}

tare::Result<std::unique_ptr<AvatarDouble>> AvatarDouble::start(Mode mode, int port) {
  tare::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  int on = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (!listener || ::bind(listener.get(), any, size) != 0 || ::listen(listener.get(), 1) != 0 ||
      ::getsockname(listener.get(), any, &size) != 0) {
    return cannot_listen(port);
  }
  return std::unique_ptr<AvatarDouble>(
      new AvatarDouble(mode, std::move(listener), ntohs(address.sin_port)));
}

AvatarDouble::AvatarDouble(Mode mode, tare::UniqueFd listener, int port)
    : mode_(mode), listener_(std::move(listener)), port_(port), thread_([this] { run(); }) {}

AvatarDouble::~AvatarDouble() {
  ending_ = true;
  thread_.join();
}

std::string AvatarDouble::received() const {
  std::lock_guard lock(mutex_);
  return received_;
}

void AvatarDouble::look(const std::function<void(const UnitySide&)>& look) const {
  std::lock_guard lock(mutex_);
  look(unity_);
}

std::vector<std::string> AvatarDouble::commands() const {
  std::lock_guard lock(mutex_);
  return unity_.commands();
}

void AvatarDouble::run() {
  while (!ending_) {
    if (!readable(listener_.get(), kTick)) continue;
    tare::UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) continue;
    ++connections_;
    of_this_connection_ = 0;
    talk(client.get());
  }
}

void AvatarDouble::talk(int fd) {
  static const std::string kFlood(1 << 20, 'x');
  while (!ending_) {
    if (mode_ == Mode::megabytes) answer(fd, kFlood);
    if (mode_ == Mode::slow) std::this_thread::sleep_for(5ms);
    if (mode_ == Mode::hung) {
      std::this_thread::sleep_for(5ms);
      continue;
    }
    if (readable(fd, kTick) && !read_some(fd)) return;
  }
}

// False when the connection is over.
bool AvatarDouble::read_some(int fd) {
  std::array<char, kOneRead> piece;
  std::size_t most = piece.size();
  Mode mode = mode_;
  if (mode == Mode::slow) most = 16;
  if (mode == Mode::closing) most = kCutAfter - of_this_connection_;
  ssize_t got = ::recv(fd, piece.data(), most, 0);
  if (got <= 0) return false;
  std::string_view bytes(piece.data(), static_cast<std::size_t>(got));
  std::lock_guard lock(mutex_);
  received_ += bytes;
  of_this_connection_ += bytes.size();
  unity_.batches = mode == Mode::batching;
  unity_.receive(bytes, [&](std::string_view reply) {
    bool answers = mode == Mode::normal || mode == Mode::batching || mode == Mode::slow;
    if (answers) answer(fd, reply);
    if (mode == Mode::garbage) answer(fd, std::string_view("\0\xff}{\"batch\n\x1b[2J\r", 16));
  });
  return mode != Mode::closing || of_this_connection_ < kCutAfter;
}

}  // namespace avatar_double
