#include "tests/mate/recorder.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace mate::test {

Recorder::Recorder(const Folder& folder) : path_(folder / "marks") {
  socket_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
  if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket_, 64) != 0)
    std::abort();
  thread_ = std::jthread([this] { listen(); });
}

Recorder::~Recorder() {
  ::shutdown(socket_, SHUT_RDWR);
  thread_.join();
  ::close(socket_);
}

void Recorder::listen() {
  for (;;) {
    int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    hear(connection);
    ::close(connection);
  }
}

void Recorder::hear(int connection) {
  char room[32768];
  auto got = ::recv(connection, room, sizeof room, 0);
  if (got <= 0) return;
  HeardMark mark;
  std::string text(room, static_cast<std::size_t>(got));
  for (std::size_t at = 0, field = 0; at <= text.size(); ++field) {
    auto end = std::min(text.find('\0', at), text.size());
    auto word = text.substr(at, end - at);
    if (field == 1) mark.verb = word;
    if (field > 1) mark.fields.push_back(word);
    at = end + 1;
  }
  {
    std::lock_guard lock(mutex_);
    heard_.push_back(mark);
  }
  if (mark.verb == "step" && on_step) on_step(mark.fields.front());
  ::send(connection, "ok", 2, MSG_NOSIGNAL);
}

std::vector<HeardMark> Recorder::heard() {
  std::lock_guard lock(mutex_);
  return heard_;
}

std::vector<std::string> Recorder::all(const std::string& verb) {
  std::vector<std::string> names;
  for (const auto& mark : heard()) {
    if (mark.verb == verb) names.push_back(mark.fields.front());
  }
  return names;
}

std::vector<std::string> Recorder::notes(const std::string& key) {
  std::vector<std::string> values;
  for (const auto& mark : heard()) {
    if (mark.verb == "note" && mark.fields.front() == key) values.push_back(mark.fields[1]);
  }
  return values;
}

}  // namespace mate::test
