// One TCP connection to the avatar. Never blocks, raises no signal and allocates nothing, so that
// the sender's thread stays small. For one thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace mate {

// Where the avatar listens: "localhost" or the digits of an IPv4 or IPv6 address. Names are not
// looked up: that may block for long and loads libraries.
struct AvatarAddress {
  std::array<char, 28> bytes{};  // a sockaddr_in or sockaddr_in6
  unsigned length = 0;
  int family = 0;
};
std::optional<AvatarAddress> avatar_address(const std::string& host, int port);

class AvatarLink {
 public:
  // Begins to connect. 0, or an errno. Await it with POLLOUT, then ask connected().
  int begin(const AvatarAddress& address);
  // 0 when the connection stands, else the errno of its failure.
  int connected() const;
  int fd() const { return fd_.get(); }
  void close() { fd_.reset(); }
  // No more is sent; answers may still come.
  void finish() const;

  // Bytes that the system took, 0 when it takes none now; nothing when the connection is broken.
  std::optional<std::size_t> send(std::string_view bytes) const;

  // Reads and throws away what the avatar answered, 64 KiB at most. False: it closed.
  bool drain();
  std::uint64_t drained() const { return drained_; }  // bytes, over all connections
  // Whether a line that speaks of a batch came in since the last call.
  bool take_batch_answer();

 private:
  void look_at(std::string_view bytes);

  tare::UniqueFd fd_;
  std::uint64_t drained_ = 0;
  std::array<char, 128> line_{};  // the beginning of the answer's line, all that is looked at
  std::size_t line_size_ = 0;
  bool batch_answer_ = false;
};

}  // namespace mate
