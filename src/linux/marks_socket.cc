#include "linux/marks_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "linux/system_error.h"
#include "port/mark_wire.h"

namespace tare {

namespace {

// The kernel cuts it to net.core.somaxconn. A full queue makes programs wait in connect.
constexpr int kQueue = 4096;

UniqueFd open_reserve() { return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool watch(int watch, int fd) {
  epoll_event event{.events = EPOLLIN, .data = {}};
  return ::epoll_ctl(watch, EPOLL_CTL_ADD, fd, &event) == 0;
}

bool bind_private(int fd, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  // Linux takes a socket's mode from the descriptor, so it is private from its first instant.
  ::fchmod(fd, 0600);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         ::chmod(path.c_str(), 0600) == 0 && ::listen(fd, kQueue) == 0;
}

pid_t pid_of_peer(int fd) {
  ucred who{};
  socklen_t size = sizeof who;
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 ? who.pid : 0;
}

}  // namespace

MarksSocket::MarksSocket(UniqueFd listener, UniqueFd watch)
    : listener_(std::move(listener)), watch_(std::move(watch)), reserve_(open_reserve()) {}

Result<MarksSocket> MarksSocket::open(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return bad_input(fmt::format("{} is too long a path for a socket.", path));
  UniqueFd listener(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  UniqueFd watcher(::epoll_create1(EPOLL_CLOEXEC));
  if (!listener || !watcher || !bind_private(listener.get(), path) ||
      !watch(watcher.get(), listener.get()))
    return refused(fmt::format("Cannot listen for marks at {}: {}.", path, system_reason(errno)),
                   errno);
  return MarksSocket(std::move(listener), std::move(watcher));
}

void MarksSocket::ready(std::deque<Event>& events) {
  // A program's next connection comes after its last message was sent. So accept first and then
  // hear everybody, oldest first: no step overtakes the note before it.
  accept_all(events);
  for (auto peer = silent_.begin(); peer != silent_.end();) {
    if (hear(peer->first, peer->second, events)) {
      peer = silent_.erase(peer);
    } else {
      ++peer;
    }
  }
}

void MarksSocket::accept_all(std::deque<Event>& events) {
  for (;;) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd) {
      add_peer(std::move(fd), events);
    } else if (errno == EMFILE || errno == ENFILE) {
      // Left in the queue the caller would wake us again and again.
      if (!reserve_) return;
      reserve_.reset();
      UniqueFd refused_one(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      bool any = static_cast<bool>(refused_one);
      refused_one.reset();
      reserve_ = open_reserve();
      if (!any) return;
      events.emplace_back(BadMark{"A mark was dropped: no file descriptor is left."});
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return;
    }
  }
}

void MarksSocket::add_peer(UniqueFd fd, std::deque<Event>& events) {
  if (silent_.size() >= kMostSilent) {
    silent_.erase(silent_.begin());
    events.emplace_back(
        BadMark{fmt::format("A mark was dropped: more than {} peers say nothing.", kMostSilent)});
  }
  watch(watch_.get(), fd.get());
  auto pid = pid_of_peer(fd.get());
  silent_.emplace(++last_id_, Peer{std::move(fd), pid, Clock::now()});
}

bool MarksSocket::hear(int id, Peer& peer, std::deque<Event>& events) {
  std::array<char, kLongestMark + 1> buffer;  // one more, to see that a message is too long
  ssize_t got = 0;
  do {
    got = ::recv(peer.fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) return true;  // it closed without a word
  auto content = parse_mark({buffer.data(), static_cast<std::size_t>(got)});
  if (!content) {
    events.emplace_back(BadMark{content.error().text});
    return true;
  }
  events.emplace_back(Mark{{id, peer.pid}, *content});
  if (!is_answered(*content)) return true;
  // Its end shall not wake the loop while it waits.
  ::epoll_ctl(watch_.get(), EPOLL_CTL_DEL, peer.fd.get(), nullptr);
  waiting_.emplace(id, std::move(peer));
  return true;
}

std::optional<Instant> MarksSocket::next_silence() const {
  if (silent_.empty()) return std::nullopt;
  return silent_.begin()->second.since + kSilence;
}

void MarksSocket::drop_silent(Instant now, std::deque<Event>& events) {
  while (!silent_.empty() && silent_.begin()->second.since + kSilence <= now) {
    events.emplace_back(
        BadMark{fmt::format("Process {} connected and said nothing for 2 s; it was dropped.",
                            silent_.begin()->second.pid)});
    silent_.erase(silent_.begin());
  }
}

bool MarksSocket::hung_up(const Caller& caller) const {
  auto peer = waiting_.find(caller.id);
  if (peer == waiting_.end()) return true;
  pollfd state{peer->second.fd.get(), POLLRDHUP, 0};
  return ::poll(&state, 1, 0) > 0;
}

bool MarksSocket::answer(const Caller& caller) {
  auto peer = waiting_.extract(caller.id);
  if (peer.empty()) return false;
  return ::send(peer.mapped().fd.get(), "ok", 2, MSG_NOSIGNAL | MSG_DONTWAIT) == 2;
}

}  // namespace tare
