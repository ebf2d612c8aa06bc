// What reports say, in English and French: one catalogue, so that no sentence is written elsewhere.
// Pure; the environment comes in as a function.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/reading.h"

namespace tare {

enum class Lang { en, fr };

// `asked` ("en", "fr", or empty), else the first of LC_ALL, LC_MESSAGES and LANG that is set.
// Error: another language was asked for by name; a foreign locale is English.
Result<Lang> choose_language(std::string_view asked,
                             const std::function<const char*(const char*)>& environment);

enum class Word {
  // columns
  col_step,
  col_messages,
  col_ram,
  col_vram,
  col_system,
  col_plus_ram,
  col_plus_vram,
  col_delta_ram,
  col_delta_vram,
  col_anon,
  col_file,
  col_shmem,
  col_own,
  col_swap,
  col_peak,
  col_vram_process,
  col_vram_device,
  col_prompt_speed,
  col_reply_speed,
  col_first_token,
  // table
  title,
  cold,
  warm,
  no_card,
  stand_in_hint,
  card,
  stand_in_card,
  layers_on_cpu,
  layers_on_card,
  layers_on_both,
  context_of,
  more_settings,
  legend,
  legend_parts,
  vram_of_process,
  vram_of_device,
  vram_summed,
  missing_line,
  gave_up,
  warning,
  by_library,
  rest_of,
  between_parts,
  own_note,
  reserved_note,
  keepers,
  file_pages,
  heap_other,
  heap_kept,
  remainder,
  late,
  // findings
  key_metrics,
  metric,
  component,
  total,
  share,
  overhead_title,
  qt_apart,
  vram_others,
  ratios_title,
  ratio_value,
  ratio_undefined,
  not_computed,
  gap_no_run,
  gap_no_step,
  gap_no_note,
  gap_not_above,
  metric_start,
  metric_with_qt,
  metric_with_ai,
  metric_loaded,
  metric_first,
  metric_next,
  metric_unloaded,
  part_process,
  part_libraries,
  part_model,
  part_first,
  part_next,
  ratio_libraries_start,
  ratio_libraries_qt,
  ratio_vram_file,
  ratio_vram_placed,
  ratio_mapped_file,
  ratio_first_next,
  warm_moves,
  warm_moves_bytes,
  warm_costs,
  warm_saves_nothing,
  growth_title,
  growth_own,
  growth_rss,
  growth_vram,
  fall_freed,
  fall_reclaimed,
  fall_swapped,
  fall_mixed,
  no_verdict,
  // runs
  host_line,
  run_line,
  ended,
  cut_short,
  cost_line,
  // page
  page_heading,
  page_profile,
  page_profiles,
  page_ram,
  page_vram,
  page_system,
  page_steps,
  page_rss,
  page_anon,
  page_file,
  page_shmem,
  page_own,
  page_peak,
  page_card,
  page_process,
  page_of_total,
  page_used,
  page_highest_ram,
  page_highest_vram,
  page_largest,
  page_end,
  page_own_end,
  page_before_step,
  page_in_step,
  page_theme,
  page_auto,
  page_light,
  page_dark,
  page_layout,
  page_side,
  page_overlaid,
  page_zero,
  page_begin,
  page_whole,
  page_zoom_step,
  page_go,
  page_chart,
  page_legend,
  page_keys,
  page_hint,
  page_values,
  page_series,
  page_first,
  page_lowest,
  page_highest,
  page_final,
  page_summary,
  page_not_read,
  page_absent,
  page_absent_at,
  page_drawn,
  page_all_drawn,
  page_running,
  page_lost,
  page_cut,
  page_empty,
  page_more_steps,
  page_message,
  page_wide,
  page_made_of,
  page_about,
  page_recorder,
  page_findings,
  page_made,
  page_licence,
  page_no_script,
  last_word
};

std::string_view word(Lang lang, Word word);

// A sentence of the catalogue with its arguments put in: say(lang, Word::keepers, "2 engine made").
template <class... Args>
std::string say(Lang lang, Word pattern, const Args&... args) {
  return fmt::vformat(word(lang, pattern), fmt::make_format_args(args...));
}

// A step's or part's name in that language; a name that the catalogue does not know stays as it is,
// made harmless. Knows "N after M messages".
std::string step_label(Lang lang, std::string_view name);

// An owner that a program declared, or the kernel's name of a mapping, for people: the last part of
// a path, "[heap]" and "anonymous" in words.
std::string owner_label(Lang lang, std::string_view owner);
std::string mapping_label(Lang lang, std::string_view name);

// "no device: no NVIDIA driver"; the detail stays as the reader wrote it.
std::string reason(Lang lang, const Missing& missing);

}  // namespace tare
