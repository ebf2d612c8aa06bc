// Servers that are none: each is told in a sentence, in bounded time.
#include "llama/rpc_probe.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <functional>
#include <thread>

#include "base/clock.h"
#include "base/unique_fd.h"

namespace tare::llama {
namespace {

using ::testing::HasSubstr;

// Listens on a free port and does `answer` with the first client.
class Server {
 public:
  explicit Server(std::function<void(int)> answer) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(fd_.get(), any, size), 0);
    EXPECT_EQ(::listen(fd_.get(), 1), 0);
    EXPECT_EQ(::getsockname(fd_.get(), any, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, answer = std::move(answer)] {
      UniqueFd client(::accept(fd_.get(), nullptr, nullptr));
      if (client) answer(client.get());
    });
  }
  std::string endpoint() const { return fmt::format("127.0.0.1:{}", port_); }

 private:
  UniqueFd fd_;
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

std::string error_of(const std::string& endpoint) {
  auto answers = check_rpc_server(endpoint);
  return answers ? std::string() : answers.error().text;
}

void say(int fd, const std::string& bytes) {
  [[maybe_unused]] auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

// Waits for the greeting, so that the answer is one.
void hear(int fd) {
  char bytes[64];
  [[maybe_unused]] auto got = ::recv(fd, bytes, sizeof bytes, 0);
}

std::string hello(char length, char major, char minor) {
  std::string answer(8 + 28, '\0');
  answer[0] = length;
  answer[8] = major;
  answer[9] = minor;
  return answer;
}

TEST(RpcProbe, RightVersionIsWelcome) {
  Server server([](int fd) {
    hear(fd);
    say(fd, hello(28, 7, 0));
  });
  EXPECT_EQ(error_of(server.endpoint()), "");
}

TEST(RpcProbe, OtherVersionIsNamed) {
  Server server([](int fd) {
    hear(fd);
    say(fd, hello(28, 6, 1));
  });
  EXPECT_THAT(error_of(server.endpoint()), HasSubstr("protocol 6.1, and 7.0 is needed"));
}

TEST(RpcProbe, OtherProgramIsNoCard) {
  Server web([](int fd) {
    hear(fd);
    say(fd, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_THAT(error_of(web.endpoint()), HasSubstr(web.endpoint()));
  Server hangs_up([](int) {});
  EXPECT_THAT(error_of(hangs_up.endpoint()), HasSubstr(hangs_up.endpoint()));
}

TEST(RpcProbe, SilentServerIsNotWaitedForLong) {
  Server server([](int fd) {
    hear(fd);
    hear(fd);  // until the probe goes
  });
  auto began = Clock::now();
  EXPECT_THAT(error_of(server.endpoint()), HasSubstr("busy with another client"));
  EXPECT_LT(seconds(Clock::now() - began), 30);
}

TEST(RpcProbe, NobodyThere) {
  EXPECT_THAT(error_of("127.0.0.1:1"), HasSubstr("Connection refused"));
}

TEST(RpcProbe, AddressesThatAreNone) {
  for (const char* bad :
       {"", "localhost", ":5000", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:abc"})
    EXPECT_THAT(error_of(bad), HasSubstr("HOST:PORT")) << bad;
  EXPECT_THAT(error_of("no.such.host.invalid:5000"), HasSubstr("cannot be found"));
}

}  // namespace
}  // namespace tare::llama
