// tare-stand-in-card --size BYTES --shared-fd N --life-fd N [--threads N]
//
// llama.cpp's RPC server on a free port of 127.0.0.1, over a device that behaves like a card of
// that size. Started by linux/stand_in_card.cc, which reads the port and the card's use in shared
// memory; not meant to be started by hand. Any program of this machine may connect while it runs.
// Ends when the other end of `life-fd` closes, that is, with whoever started it.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <ggml-rpc.h>
#include <llama.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/bytes.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "llama/stand_in_device.h"
#include "port/stand_in_block.h"

namespace tare::llama {
namespace {

using namespace std::chrono_literals;

struct Arguments {
  Bytes size;
  int shared_fd = -1;
  int life_fd = -1;
  int threads = 1;
};

std::optional<Arguments> parse(int count, char** words) {
  Arguments arguments;
  for (int i = 1; i + 1 < count; i += 2) {
    std::string_view key = words[i];
    std::string_view value = words[i + 1];
    auto number = to_number<std::uint64_t>(value);
    if (!number) return std::nullopt;
    if (key == "--size")
      arguments.size = {*number};
    else if (key == "--shared-fd")
      arguments.shared_fd = static_cast<int>(*number);
    else if (key == "--life-fd")
      arguments.life_fd = static_cast<int>(*number);
    else if (key == "--threads")
      arguments.threads = static_cast<int>(std::clamp<std::uint64_t>(*number, 1, 512));
    else
      return std::nullopt;
  }
  if (arguments.size == Bytes{} || arguments.shared_fd < 0 || arguments.life_fd < 0)
    return std::nullopt;
  return arguments;
}

[[noreturn]] void fail(StandInBlock* block, const std::string& why) {
  auto length = std::min(why.size(), block->error.size() - 1);
  std::copy_n(why.begin(), length, block->error.begin());
  block->error[length] = '\0';
  block->state = StandInState::failed;
  ::_exit(3);
}

// Sanitizers map terabytes of shadow, which no limit allows.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// A second bound, should the counting ever miss something: the card, a quarter for a tensor on its
// way, and the program itself.
void bound_memory(Bytes card) {
  if (kSanitized) return;
  rlimit limit{};
  limit.rlim_cur = limit.rlim_max = card.value + card.value / 4 + gib(1).value;
  ::setrlimit(RLIMIT_DATA, &limit);
}

void end_with_owner(int life_fd) {
  std::thread([life_fd] {
    char byte = 0;
    while (::read(life_fd, &byte, 1) < 0 && errno == EINTR) {
    }
    ::_exit(0);
  }).detach();
}

std::optional<std::uint16_t> free_port() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (!fd || ::bind(fd.get(), any, size) != 0 || ::getsockname(fd.get(), any, &size) != 0)
    return std::nullopt;
  return ntohs(address.sin_port);
}

bool listens(int fd, std::uint16_t port) {
  int listening = 0;
  socklen_t size = sizeof listening;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0)
    return false;
  sockaddr_in address{};
  size = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
         ntohs(address.sin_port) == port;
}

// The server does not tell when it listens, so another thread looks until one of our own
// descriptors does: connecting to the port would not show whose it is.
void tell_when_listening(StandInBlock* block, std::uint16_t port, const std::stop_token& stop) {
  constexpr int kFewDescriptors = 64;
  while (!stop.stop_requested()) {
    for (int fd = 0; fd < kFewDescriptors; ++fd)
      if (listens(fd, port)) {
        block->port = port;
        block->state = StandInState::ready;
        return;
      }
    std::this_thread::sleep_for(1ms);
  }
}

int serve(const Arguments& arguments, StandInBlock* block) {
  auto device = stand_in_device(arguments.size, block);
  block->size = arguments.size.value;
  constexpr int kTries = 10;  // between looking and binding, another program may take the port
  for (int i = 0; i < kTries; ++i) {
    auto port = free_port();
    if (!port) fail(block, fmt::format("no free port on 127.0.0.1: {}", std::strerror(errno)));
    std::jthread watcher(
        [&](const std::stop_token& stop) { tell_when_listening(block, *port, stop); });
    auto endpoint = fmt::format("127.0.0.1:{}", *port);
    ggml_backend_rpc_start_server(endpoint.c_str(), nullptr,
                                  static_cast<std::size_t>(arguments.threads), 1, &device);
  }
  fail(block, "llama.cpp's server does not start");
}

int run(int count, char** words) {
  auto arguments = parse(count, words);
  if (!arguments) {
    std::fputs("tare-stand-in-card is started by tare and desktop-mate: use --stand-in-gpu SIZE.\n",
               stderr);
    return 2;
  }
  void* shared = ::mmap(nullptr, sizeof(StandInBlock), PROT_READ | PROT_WRITE, MAP_SHARED,
                        arguments->shared_fd, 0);
  if (shared == MAP_FAILED) return 3;
  auto* block = static_cast<StandInBlock*>(shared);
  end_with_owner(arguments->life_fd);
  bound_memory(arguments->size);
  // The server talks on standard output, and its errors are its clients' to tell.
  if (UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC)); null)
    ::dup2(null.get(), STDOUT_FILENO);
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  try {
    llama_backend_init();
    return serve(*arguments, block);
  } catch (const std::exception& error) {
    fail(block, error.what());
  }
}

}  // namespace
}  // namespace tare::llama

int main(int count, char** words) { return tare::llama::run(count, words); }
