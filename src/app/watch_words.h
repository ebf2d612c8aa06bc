// What the watch says, in English and French.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "report/words.h"

namespace tare {

enum class WatchWord {
  every,  // seconds
  paused,
  processes,  // number
  above,      // number, MiB
  help_hint,
  ram,
  swap,
  pressure,  // some, full in percent
  no_pressure,
  of_total,        // MiB, MiB
  selected_holds,  // MiB
  cards,
  col_pid,
  col_name,
  col_ram,
  col_own,
  col_vram,
  col_bar,
  col_history,
  col_command,
  sorted_by,
  filter,
  nothing_matches,
  no_processes,
  ended,  // pid
  steps,
  mappings,
  not_read_yet,
  own_rest,
  step_at,
  turns,          // number
  output_of,      // program, file
  program_runs,   // name, pid
  program_ended,  // name, "exit 0"
  leave_question,
  keys,
  more,          // number
  process_gone,  // pid
  above_line,    // pid, name, MiB, threshold
  short_not_asked,
  short_not_supported,
  short_not_permitted,
  short_no_device,
  short_process_gone,
  short_no_limit,
  short_failed,
  too_small,
  last_word
};

std::string_view word(Lang lang, WatchWord word);

template <class... Args>
std::string say(Lang lang, WatchWord pattern, const Args&... args) {
  return fmt::vformat(word(lang, pattern), fmt::make_format_args(args...));
}

// A reading in MiB with two decimals, or one short word for why there is none.
std::string cell(Lang lang, const Reading& reading);

}  // namespace tare
