// What can be measured on a machine, what can't, and how to get the rest: the values of tare
// doctor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"

namespace tare {

enum class Answer {
  yes,
  partly,
  no,
  fact,  // nothing to measure, but it changes what is measured
};
constexpr std::string_view name(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return "yes";
    case Answer::partly:
      return "partly";
    case Answer::no:
      return "no";
    case Answer::fact:
      return "fact";
  }
  return "fact";
}

struct Check {
  std::string what;  // "peak memory of each step"
  Answer answer = Answer::fact;
  std::string detail;  // what was found, or why not
  std::string advice;  // what to do to get it; empty when there is nothing to do
  friend bool operator==(const Check&, const Check&) = default;
};

struct Diagnosis {
  std::vector<Check> checks;
  std::vector<Note> host;
};

}  // namespace tare
