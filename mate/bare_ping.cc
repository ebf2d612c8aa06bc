#include "mate/bare_ping.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace mate {

namespace {

auto broken(std::string_view what) {
  return tare::refused(fmt::format("A bare connection to the avatar's double could not {}: {}.",
                                   what, std::generic_category().message(errno)),
                       errno);
}

}  // namespace

tare::Result<BarePing> BarePing::open(int port) {
  tare::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return broken("be made");
  return BarePing(std::move(fd));
}

tare::Result<tare::Duration> BarePing::round_trip(std::string_view bytes) {
  std::array<char, 64> answer;
  auto before = tare::Clock::now();
  if (::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return broken("send");
  if (::recv(fd_.get(), answer.data(), answer.size(), 0) <= 0) return broken("receive");
  return tare::Clock::now() - before;
}

}  // namespace mate
