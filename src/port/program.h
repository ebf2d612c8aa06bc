// The door to a program under test: what it says (marks), how it ends, what signals reach us.
// linux/ answers; port/fake/ is a scripted twin that drives whole recordings in tests.
#pragma once

#include <sys/types.h>

#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "core/run.h"

namespace tare {

// Who sent a mark, to answer it. Valid once.
struct Caller {
  int id = -1;
  pid_t pid = 0;  // by the socket's credentials
};

struct StepMark {
  std::string name;
  bool part = false;
};
struct TurnMark {
  std::uint64_t number = 0;
  std::uint64_t prompt_tokens = 0;
  std::uint64_t reply_tokens = 0;
};
struct ScopeMark {
  std::string name;
  bool begin = true;
};

// The program waits for an answer to a StepMark or a TurnMark, not to the others.
struct Mark {
  Caller caller;
  std::variant<StepMark, TurnMark, ScopeMark, Declared, Note> what;
};
struct Ended {
  End end;
};
struct Interrupted {  // a signal asks us to stop: SIGINT or SIGTERM
  int signal = 0;
};
struct BadMark {  // something that is no mark came in; it was dropped
  std::string why;
};
struct Nothing {};  // the deadline came first

using Event = std::variant<Nothing, Mark, Ended, Interrupted, BadMark>;

class Program {
 public:
  virtual ~Program() = default;
  virtual pid_t pid() const = 0;
  // The next event, or Nothing at the deadline. After Ended, further calls return what is still
  // queued and then Nothing at once.
  virtual Event next(Instant deadline) = 0;
  // The caller of a step or turn stopped waiting although the program lives: what is measured for
  // it now is late. Asked before answer().
  virtual bool gave_up(const Caller& caller) = 0;
  // Lets the caller of a step or turn go on. Returns false when it no longer waits (late).
  virtual bool answer(const Caller& caller) = 0;
  // Asks the program to end: SIGTERM, and SIGKILL when `grace` has passed. Returns at once.
  virtual void stop(Duration grace) = 0;
};

}  // namespace tare
