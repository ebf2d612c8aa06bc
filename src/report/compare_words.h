// What the tables of comparisons say, in English and French: the catalogue of words.h for them.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "report/words.h"

namespace tare {

enum class CompareWord {
  // quantities: in a table, in a sentence
  rss_loaded,
  own_loaded,
  rss_end,
  own_end,
  vram_process,
  vram_device,
  load_time,
  first_reply,
  later_reply,
  prompt_speed,
  reply_speed,
  of_rss_loaded,
  of_own_loaded,
  of_rss_end,
  of_own_end,
  of_vram_process,
  of_vram_device,
  of_load_time,
  of_first_reply,
  of_later_reply,
  of_prompt_speed,
  of_reply_speed,
  // gpu
  gpu_title,
  layers_asked,
  layers_placed,
  all_layers,
  of_layers,
  context,
  batch,
  threads,
  kv_type,
  mlock,
  yes,
  no,
  gpu_legend,
  gave_up,
  gave_up_nothing,
  remark,
  failed,
  equal,
  same_layers,
  differs_in,
  and_word,
  no_card,
  planning,
  // settings
  settings_title,
  settings_memory,
  settings_times,
  setting,
  default_of,
  spread_row,
  settings_legend,
  no_difference,
  no_difference_at_all,
  too_few_defaults,
  // ipc
  ipc_title,
  ipc_call,
  ipc_wire,
  ipc_trip,
  command,
  state_absent,
  state_connected,
  state_slow,
  median,
  highest,
  real_avatar,
  double_avatar,
  in_a_row,
  bare_ping,
  asleep,
  ten,
  cpu,
  queue,
  queue_row,
  published,
  // live
  measured,
  measured_ipc,
  run_in,
  runs_title,
  last_word
};

std::string_view word(Lang lang, CompareWord word);

template <class... Args>
std::string say(Lang lang, CompareWord pattern, const Args&... args) {
  return fmt::vformat(word(lang, pattern), fmt::make_format_args(args...));
}

}  // namespace tare
