// A program under test on this machine: started as our child, heard through its marks' socket,
// watched until its end.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "linux/adopted_children.h"
#include "linux/marks_folder.h"
#include "linux/marks_socket.h"
#include "linux/start_program.h"
#include "linux/stop_signals.h"
#include "port/program.h"

namespace tare {

// Threads: one, the one that started it, and begun before others: from start() to destruction
// SIGINT, SIGTERM and SIGHUP become Interrupted events. One at a time in a process.
class LinuxProgram : public Program {
 public:
  // The program finds our socket in TARE_SOCKET. On failure nothing is left behind.
  static Result<std::unique_ptr<LinuxProgram>> start(const StartRequest& request);
  LinuxProgram(const LinuxProgram&) = delete;
  LinuxProgram& operator=(const LinuxProgram&) = delete;
  // Callers that wait go on. A program that still runs is killed if it shall die with us or was
  // asked to stop, else it goes on without us.
  ~LinuxProgram() override;

  pid_t pid() const override { return started_.pid; }
  // Marks that were sent before the program's end come before Ended.
  Event next(Instant deadline) override;
  // next() also returns, with Nothing, when this descriptor is readable: a keyboard. -1: none.
  void wake_on(int fd) { wake_fd_ = fd; }
  bool gave_up(const Caller& caller) override;
  bool answer(const Caller& caller) override { return marks_.answer(caller); }
  void stop(Duration grace) override;

  const MarksFolder& folder() const { return folder_; }

 private:
  LinuxProgram(StopSignals signals, MarksFolder folder, MarksSocket marks);

  void wait(Instant deadline);
  void hear_marks() { marks_.ready(events_); }
  void take_signals();
  void take_end();
  void take_wake() { woken_ = true; }
  void keep_time(Instant now);
  bool ended() const { return !started_.pidfd; }

  // Destroyed in reverse: the folder goes before signals may end us.
  StopSignals signals_;
  AdoptedChildren adopted_;
  MarksFolder folder_;
  MarksSocket marks_;
  Started started_;  // no pidfd after the end
  bool die_with_us_ = false;
  bool stopping_ = false;
  int wake_fd_ = -1;
  bool woken_ = false;
  std::optional<Instant> kill_at_;
  Instant reap_at_{};
  std::deque<Event> events_;
};

}  // namespace tare
