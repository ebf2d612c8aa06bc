// The socket that marks arrive on (doc/marks.md). Never blocks, whatever peers do.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "port/program.h"

namespace tare {

class MarksSocket {
 public:
  static constexpr auto kSilence = std::chrono::seconds(2);  // how long a peer may say nothing
  static constexpr std::size_t kMostSilent = 256;  // peers; above it the oldest is dropped

  // Binds and listens at `path`, mode 0600.
  static Result<MarksSocket> open(const std::string& path);

  // Readable when ready() has something to do.
  int fd() const { return watch_.get(); }
  // Takes every message that is there. The messages of one program keep their order.
  void ready(std::deque<Event>& events);

  // When drop_silent() has something to do; nothing while every peer has spoken.
  std::optional<Instant> next_silence() const;
  void drop_silent(Instant now, std::deque<Event>& events);

  // The caller of an answered mark closed its end.
  bool hung_up(const Caller& caller) const;
  // Sends the answer and closes. False when the caller closed its end before, or is unknown.
  bool answer(const Caller& caller);

 private:
  struct Peer {
    UniqueFd fd;
    pid_t pid = 0;
    Instant since;
  };

  MarksSocket(UniqueFd listener, UniqueFd watch);
  void accept_all(std::deque<Event>& events);
  void add_peer(UniqueFd fd, std::deque<Event>& events);
  // True when the peer is done with: it spoke, closed or failed.
  bool hear(int id, Peer& peer, std::deque<Event>& events);

  UniqueFd listener_;
  UniqueFd watch_;    // epoll over the listener and the silent peers
  UniqueFd reserve_;  // given up for a moment to refuse a caller when no descriptor is left
  std::map<int, Peer> silent_;  // by id, so oldest first
  std::map<int, Peer> waiting_;
  int last_id_ = 0;
};

}  // namespace tare
