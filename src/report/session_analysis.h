// Sentences about one run, each chosen by the numbers of its rows. A sentence whose readings are
// missing is not said. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"
#include "report/words.h"

namespace tare {

// What was seen from one step to a later one.
struct StepSpan {
  std::string_view from;
  std::string_view to;
};

class Analysis {
 public:
  Analysis(Lang lang, const Run& run) : lang_(lang), run_(run) {}

  void change(StepSpan span);  // RAM, own, VRAM from one step to the other
  void owners(StepSpan span);  // the largest mappings of that change
  void model_file();           // how much of the file is resident once it is loaded
  void declared(std::string_view step);
  void kv_cache(StepSpan span);  // whether it grew
  void speeds(std::string_view step);
  void unload(StepSpan span, std::string_view reference);
  void conversation();   // tokens, waits for the first token
  void whole_run();      // peak, machine, VRAM
  void first_to_last();  // of a program that has no profile

  std::vector<std::string> lines;

 private:
  struct Pair {
    const Step* from = nullptr;
    const Step* to = nullptr;
    explicit operator bool() const { return from != nullptr && to != nullptr; }
  };
  Pair find(StepSpan span) const;
  void vram();
  Lang lang_;
  const Run& run_;
};

}  // namespace tare
