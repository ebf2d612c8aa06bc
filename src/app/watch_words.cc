#include "app/watch_words.h"

#include <array>

#include "base/text.h"

namespace tare {

namespace {

struct Both {
  WatchWord word;
  std::string_view en;
  std::string_view fr;
};

constexpr std::array kWords = {
    Both{WatchWord::every, "every {} s", "toutes les {} s"},
    Both{WatchWord::paused, "PAUSED", "EN PAUSE"},
    Both{WatchWord::processes, "{} processes", "{} processus"},
    Both{WatchWord::above, "{} above {} MiB", "{} au-dessus de {} MiB"},
    Both{WatchWord::help_hint, "? help", "? aide"},
    Both{WatchWord::ram, "RAM", "RAM"},
    Both{WatchWord::swap, "swap", "swap"},
    Both{WatchWord::pressure, "pressure {:.1f} % (full {:.1f} %)",
         "pression {:.1f} % (full {:.1f} %)"},
    Both{WatchWord::no_pressure, "pressure: {}", "pression : {}"},
    Both{WatchWord::of_total, "{} of {} MiB", "{} sur {} MiB"},
    Both{WatchWord::selected_holds, "selected: {} MiB", "choisi : {} MiB"},
    Both{WatchWord::cards, "GPU", "GPU"},
    Both{WatchWord::col_pid, "PID", "PID"},
    Both{WatchWord::col_name, "NAME", "NOM"},
    Both{WatchWord::col_ram, "RAM MiB", "RAM MiB"},
    Both{WatchWord::col_own, "own MiB", "propre MiB"},
    Both{WatchWord::col_vram, "VRAM MiB", "VRAM MiB"},
    Both{WatchWord::col_bar, "own, rest", "propre, reste"},
    Both{WatchWord::col_history, "history", "historique"},
    Both{WatchWord::col_command, "COMMAND", "COMMANDE"},
    Both{WatchWord::sorted_by, "sorted by {}", "trié par {}"},
    Both{WatchWord::filter, "filter: {}", "filtre : {}"},
    Both{WatchWord::nothing_matches, "no process matches the filter (Esc clears it)",
         "aucun processus ne correspond au filtre (Échap l'efface)"},
    Both{WatchWord::no_processes, "processes cannot be listed: {}",
         "les processus ne peuvent être listés : {}"},
    Both{WatchWord::ended, "process {} ended; its last values",
         "le processus {} est terminé ; ses dernières valeurs"},
    Both{WatchWord::steps, "steps", "étapes"},
    Both{WatchWord::mappings, "largest mappings", "plus grandes projections"},
    Both{WatchWord::not_read_yet, "read in a moment", "lues dans un instant"},
    Both{WatchWord::own_rest, "own", "propre"},
    Both{WatchWord::step_at, "at s", "à s"},
    Both{WatchWord::turns, "message {}", "message {}"},
    Both{WatchWord::output_of, "output of {}: {}", "sortie de {} : {}"},
    Both{WatchWord::program_runs, "{} runs (pid {})", "{} tourne (pid {})"},
    Both{WatchWord::program_ended, "{} ended: {}", "{} est terminé : {}"},
    Both{WatchWord::leave_question, "{} still runs: q again ends it, any other key stays",
         "{} tourne encore : q à nouveau le termine, une autre touche reste"},
    Both{WatchWord::keys, "q quit  ↑↓ select  s sort  / filter  space pause  +- interval  ? help",
         "q quitter  ↑↓ choisir  s trier  / filtrer  espace pause  +- intervalle  ? aide"},
    Both{WatchWord::more, "and {} more", "et {} de plus"},
    Both{WatchWord::process_gone, "process {} ended", "le processus {} est terminé"},
    Both{WatchWord::above_line, "process {} ({}) uses {} MiB of RAM, above {} MiB",
         "le processus {} ({}) utilise {} MiB de RAM, au-dessus de {} MiB"},
    Both{WatchWord::short_not_asked, "…", "…"},
    Both{WatchWord::short_not_supported, "unknown", "inconnu"},
    Both{WatchWord::short_not_permitted, "denied", "refusé"},
    Both{WatchWord::short_no_device, "no card", "sans GPU"},
    Both{WatchWord::short_process_gone, "ended", "terminé"},
    Both{WatchWord::short_no_limit, "no limit", "sans limite"},
    Both{WatchWord::short_failed, "failed", "échec"},
    Both{WatchWord::too_small, "too small", "trop petit"},
};
static_assert(kWords.size() == static_cast<std::size_t>(WatchWord::last_word));

constexpr bool in_order() {
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (kWords[i].word != static_cast<WatchWord>(i)) return false;
  return true;
}
static_assert(in_order());

WatchWord short_word(Why why) {
  switch (why) {
    case Why::not_asked:
      return WatchWord::short_not_asked;
    case Why::not_supported:
      return WatchWord::short_not_supported;
    case Why::not_permitted:
      return WatchWord::short_not_permitted;
    case Why::no_device:
      return WatchWord::short_no_device;
    case Why::process_gone:
      return WatchWord::short_process_gone;
    case Why::no_limit:
      return WatchWord::short_no_limit;
    case Why::failed:
      return WatchWord::short_failed;
  }
  return WatchWord::short_failed;
}

}  // namespace

std::string_view word(Lang lang, WatchWord asked) {
  const auto& both = kWords[static_cast<std::size_t>(asked)];
  return lang == Lang::fr ? both.fr : both.en;
}

std::string cell(Lang lang, const Reading& reading) {
  if (reading) return mib_text(*reading);
  return std::string(word(lang, short_word(reading.missing().why)));
}

}  // namespace tare
