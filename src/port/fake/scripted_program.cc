#include "port/fake/scripted_program.h"

#include <algorithm>
#include <csignal>

namespace tare {

ScriptedProgram& ScriptedProgram::says(Duration at, decltype(Mark::what) what) {
  return then(at, Mark{{++last_id_, pid_}, std::move(what)});
}

ScriptedProgram& ScriptedProgram::then(Duration at, Event event) {
  script_.push_back({begin_ + at, std::move(event)});
  return *this;
}

Event ScriptedProgram::next(Instant deadline) {
  if (script_.empty() || script_.front().at > std::max(time_, deadline)) {
    if (!ended_) time_ = std::max(time_, deadline);
    return Nothing{};
  }
  auto line = std::move(script_.front());
  script_.pop_front();
  time_ = std::max(time_, line.at);
  if (std::holds_alternative<Ended>(line.event)) ended_ = true;
  return line.event;
}

bool ScriptedProgram::answer(const Caller& caller) {
  answered.push_back(caller.id);
  if (on_answer) on_answer(caller);
  return !gone.contains(caller.id) && !gives_up.contains(caller.id);
}

void ScriptedProgram::stop(Duration grace) {
  stops.push_back(grace);
  bool polite = dies && *dies <= grace;
  auto at = time_ + (polite ? *dies : grace);
  // What it would have said later it says no more.
  std::erase_if(script_, [&](const Line& line) {
    return line.at > at || std::holds_alternative<Ended>(line.event);
  });
  ends(at - begin_, {End::How::signalled, polite ? SIGTERM : SIGKILL});
}

}  // namespace tare
