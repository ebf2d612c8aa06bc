#include "llama/rpc_probe.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ggml-rpc.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace tare::llama {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 2s;

// The greeting of ggml-rpc.cpp at protocol 7: a command byte, a length, the capabilities (none of
// ours); the answer is a length, the version and the server's capabilities.
constexpr std::uint8_t kHello = 14;
constexpr std::size_t kCapabilities = 24;
constexpr std::size_t kVersion = 4;
static_assert(RPC_PROTO_MAJOR_VERSION == 7, "look at the greeting again");

struct FreeAddress {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

bool ready(int fd, short what, Instant until) {
  while (true) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd one{fd, what, 0};
    int count = ::poll(&one, 1, static_cast<int>(left));
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
}

Result<UniqueFd> connected(const std::string& endpoint, Instant until) {
  auto colon = endpoint.rfind(':');
  auto port = colon == std::string::npos
                  ? std::nullopt
                  : to_number<std::uint16_t>(std::string_view(endpoint).substr(colon + 1));
  if (!port || *port == 0 || colon == 0)
    return bad_input(
        fmt::format("{} is no address of a card: it has the form HOST:PORT.", printable(endpoint)));
  addrinfo hints{};
  hints.ai_family = AF_INET;  // llama.cpp's client knows no other
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  int unknown =
      getaddrinfo(endpoint.substr(0, colon).c_str(), endpoint.c_str() + colon + 1, &hints, &list);
  std::unique_ptr<addrinfo, FreeAddress> owned(list);
  if (unknown != 0)
    return refused(fmt::format("the card's host in {} cannot be found: {}.", printable(endpoint),
                               gai_strerror(unknown)));
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return refused(fmt::format("no socket: {}.", std::strerror(errno)), errno);
  int failed = ::connect(fd.get(), list->ai_addr, list->ai_addrlen) == 0 ? 0 : errno;
  if (failed == EINPROGRESS) {
    socklen_t size = sizeof failed;
    if (!ready(fd.get(), POLLOUT, until))
      failed = ETIMEDOUT;
    else if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &failed, &size) != 0)
      failed = errno;
  }
  if (failed != 0)
    return refused(
        fmt::format("no card's server answers at {}: {}.", endpoint, std::strerror(failed)),
        failed);
  return fd;
}

// The whole of `into`, or false at the deadline or the connection's end.
bool receive(int fd, std::uint8_t* into, std::size_t size, Instant until) {
  std::size_t have = 0;
  while (have < size) {
    if (!ready(fd, POLLIN, until)) return false;
    auto got = ::recv(fd, into + have, size - have, 0);
    if (got <= 0) return false;
    have += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

Result<> check_rpc_server(const std::string& endpoint) {
  auto until = Clock::now() + kPatience;
  auto fd = connected(endpoint, until);
  if (!fd) return pass(fd.error());

  std::array<std::uint8_t, 1 + sizeof(std::uint64_t) + kCapabilities> hello{kHello, kCapabilities};
  if (::send(fd->get(), hello.data(), hello.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(hello.size()))
    return refused(fmt::format("the card's server at {} hung up.", endpoint));
  std::array<std::uint8_t, sizeof(std::uint64_t) + kVersion + kCapabilities> answer{};
  if (!receive(fd->get(), answer.data(), answer.size(), until))
    return refused(fmt::format(
        "what listens at {} does not answer as a card's server: it is another program, or it is "
        "busy with another client.",
        endpoint));
  std::uint64_t size = 0;
  std::memcpy(&size, answer.data(), sizeof size);
  auto major = answer[sizeof size];
  auto minor = answer[sizeof size + 1];
  if (size != kVersion + kCapabilities || major != RPC_PROTO_MAJOR_VERSION ||
      minor > RPC_PROTO_MINOR_VERSION)
    return refused(fmt::format(
        "the card's server at {} speaks protocol {}.{}, and {}.{} is needed: use a server of the "
        "same llama.cpp.",
        endpoint, major, minor, RPC_PROTO_MAJOR_VERSION, RPC_PROTO_MINOR_VERSION));
  return {};
}

}  // namespace tare::llama
