#include "mate/avatar_link.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mate {

namespace {

// What waits in the kernel is out of our hands and soon stale: keep it small.
constexpr int kSendBuffer = 16 * 1024;
constexpr int kReadsAtOnce = 64;

template <class Address>
AvatarAddress pack(const Address& address, int family) {
  AvatarAddress packed{.length = sizeof(Address), .family = family};
  static_assert(sizeof(Address) <= sizeof packed.bytes);
  std::memcpy(packed.bytes.data(), &address, sizeof(Address));
  return packed;
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

std::optional<AvatarAddress> avatar_address(const std::string& host, int port) {
  if (port < 1 || port > 65535) return std::nullopt;
  const char* digits = host == "localhost" ? "127.0.0.1" : host.c_str();
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, digits, &four.sin_addr) == 1) return pack(four, AF_INET);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = four.sin_port;
  if (inet_pton(AF_INET6, digits, &six.sin6_addr) == 1) return pack(six, AF_INET6);
  return std::nullopt;
}

int AvatarLink::begin(const AvatarAddress& address) {
  line_size_ = 0;
  fd_.reset(::socket(address.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_) return errno;
  int on = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  sockaddr_storage storage{};
  std::memcpy(&storage, address.bytes.data(), address.length);
  if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&storage), address.length) == 0) {
    return 0;
  }
  return errno == EINPROGRESS || errno == EINTR ? 0 : errno;
}

int AvatarLink::connected() const {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

std::optional<std::size_t> AvatarLink::send(std::string_view bytes) const {
  ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (would_block()) return 0;
  return std::nullopt;
}

void AvatarLink::finish() const { ::shutdown(fd_.get(), SHUT_WR); }

bool AvatarLink::drain() {
  std::array<char, 1024> piece;
  for (int i = 0; i < kReadsAtOnce; ++i) {
    ssize_t got = ::recv(fd_.get(), piece.data(), piece.size(), 0);
    if (got == 0) return false;
    if (got < 0) return would_block();
    drained_ += static_cast<std::uint64_t>(got);
    look_at({piece.data(), static_cast<std::size_t>(got)});
    if (static_cast<std::size_t>(got) < piece.size()) return true;
  }
  return true;
}

bool AvatarLink::take_batch_answer() { return std::exchange(batch_answer_, false); }

void AvatarLink::look_at(std::string_view bytes) {
  for (char c : bytes) {
    if (c != '\n') {
      if (line_size_ < line_.size()) line_[line_size_++] = c;
      continue;
    }
    std::string_view line(line_.data(), line_size_);
    if (line.find("\"batch\"") != std::string_view::npos) batch_answer_ = true;
    line_size_ = 0;
  }
}

}  // namespace mate
