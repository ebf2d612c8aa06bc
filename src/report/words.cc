#include "report/words.h"

#include <array>

#include "base/text.h"

namespace tare {

namespace {

struct Entry {
  Word word;
  std::string_view en;
  std::string_view fr;
};

// In the order of the enum; a test holds both to it, and the two languages to the same arguments.
constexpr Entry kWords[] = {
    {Word::col_step, "step", "étape"},
    {Word::col_messages, "msgs", "mess."},
    {Word::col_ram, "RAM MiB", "RAM MiB"},
    {Word::col_vram, "VRAM MiB", "VRAM MiB"},
    {Word::col_system, "sys %", "sys %"},
    {Word::col_plus_ram, "+RAM", "+RAM"},
    {Word::col_plus_vram, "+VRAM", "+VRAM"},
    {Word::col_delta_ram, "ΔRAM", "ΔRAM"},
    {Word::col_delta_vram, "ΔVRAM", "ΔVRAM"},
    {Word::col_anon, "anon", "anon"},
    {Word::col_file, "file", "fich."},
    {Word::col_shmem, "shmem", "shmem"},
    {Word::col_own, "own", "propres"},
    {Word::col_swap, "swap", "swap"},
    {Word::col_peak, "peak", "pic"},
    {Word::col_vram_process, "VRAM proc", "VRAM proc"},
    {Word::col_vram_device, "VRAM card", "VRAM carte"},
    {Word::col_prompt_speed, "prompt t/s", "invite t/s"},
    {Word::col_reply_speed, "reply t/s", "rép. t/s"},
    {Word::col_first_token, "1st tok ms", "1er jet. ms"},
    {Word::title, "PROFILE {} {}", "PROFIL {} {}"},
    {Word::cold, "without warm-up", "sans préchauffage"},
    {Word::warm, "with warm-up", "avec préchauffage"},
    {Word::no_card, "no NVIDIA or DRM card", "pas de carte NVIDIA ou DRM"},
    {Word::stand_in_hint, "{}: try --stand-in-gpu 6GiB", "{} : essayer --stand-in-gpu 6GiB"},
    {Word::card, "{} {} MiB", "{} {} MiB"},
    {Word::stand_in_card, "stand-in card of {} MiB (RAM of this machine, no real card)",
     "carte factice de {} MiB (RAM de cette machine, pas une vraie carte)"},
    {Word::layers_on_cpu, "{} layers on CPU", "{} couches sur CPU"},
    {Word::layers_on_card, "{} layers on the card", "{} couches sur la carte"},
    {Word::layers_on_both, "{} of {} layers on the card", "{} couches sur {} sur la carte"},
    {Word::context_of, "ctx {}", "ctx {}"},
    {Word::more_settings, "batch {}, KV {}, threads {}, profile {}",
     "lot {}, KV {}, fils {}, profil {}"},
    {Word::legend, "MiB everywhere; + against the first step, Δ against the step before.",
     "MiB partout ; + par rapport à la première étape, Δ par rapport à la précédente."},
    {Word::legend_parts, "Indented rows: what each thing cost within the step above, in column Δ.",
     "Lignes en retrait : ce que chaque chose a coûté dans l'étape au-dessus, colonne Δ."},
    {Word::vram_of_process, "VRAM is the process's own.", "La VRAM est celle du processus."},
    {Word::vram_of_device,
     "VRAM is the whole device's, other programs included: the process's own could not be read.",
     "La VRAM est celle de toute la carte, autres programmes compris : celle du processus n'a pas "
     "pu être lue."},
    {Word::vram_summed, "VRAM is summed over {} cards.", "La VRAM est la somme de {} cartes."},
    {Word::missing_line, "{}  {} not read: {}", "{}  {} non lu : {}"},
    {Word::gave_up, "gave up: {}", "abandonné : {}"},
    {Word::warning, "warning: {}", "attention : {}"},
    {Word::by_library, "by library and mapping:", "par bibliothèque et projection :"},
    {Word::rest_of, "{} others", "{} autres"},
    {Word::between_parts, "between the parts", "entre les parties"},
    {Word::own_note, "own {}", "propres {}"},
    {Word::reserved_note, "of {} reserved", "sur {} réservés"},
    {Word::keepers, "above \"{}\", kept by (remainder: + not declared, - not resident):",
     "au-dessus de « {} », gardé par (solde : + non déclaré, - non résident) :"},
    {Word::file_pages, "{} (file pages)", "{} (pages de fichier)"},
    {Word::heap_other, "heap in use, other", "tas utilisé, autre"},
    {Word::heap_kept, "heap kept by the allocator", "tas gardé par l'allocateur"},
    {Word::remainder, "remainder", "solde"},
    {Word::late, "measured late: the program no longer waited",
     "mesurée en retard : le programme n'attendait plus"},
    {Word::key_metrics, "Key metrics (MiB)", "Métriques clés (MiB)"},
    {Word::metric, "metric", "métrique"},
    {Word::component, "component", "composant"},
    {Word::total, "total", "total"},
    {Word::share, "% of RAM", "% de la RAM"},
    {Word::overhead_title, "Overhead of one process, profile load without warm-up (MiB)",
     "Coût dans un seul processus, profil load sans préchauffage (MiB)"},
    {Word::qt_apart, "Apart, in a process of its own: the Qt window adds {} MiB of RAM.",
     "À part, dans son propre processus : la fenêtre Qt ajoute {} MiB de RAM."},
    {Word::vram_others,
     "VRAM of the first row is the whole device's before anything was loaded: other programs'.",
     "La VRAM de la première ligne est celle de toute la carte avant tout chargement : d'autres "
     "programmes."},
    {Word::ratios_title, "Ratios", "Ratios"},
    {Word::ratio_value, "{}: {} MiB : {} MiB = {:.2f} : 1", "{} : {} MiB : {} MiB = {:.2f} : 1"},
    {Word::ratio_undefined, "{}: {} MiB against {} MiB, so no ratio",
     "{} : {} MiB contre {} MiB, donc pas de ratio"},
    {Word::not_computed, "Not computed: {} ({}).", "Non calculé : {} ({})."},
    {Word::gap_no_run, "profile {} was not run", "le profil {} n'a pas été exécuté"},
    {Word::gap_no_step, "the run has no step \"{}\"", "l'exécution n'a pas d'étape « {} »"},
    {Word::gap_no_note, "the program did not say {}", "le programme n'a pas dit {}"},
    {Word::gap_not_above, "{} is not above zero", "{} n'est pas supérieur à zéro"},
    {Word::metric_start, "RAM at start", "RAM au démarrage"},
    {Word::metric_with_qt, "RAM + Qt", "RAM + Qt"},
    {Word::metric_with_ai, "RAM + AI libraries", "RAM + bibliothèques IA"},
    {Word::metric_loaded, "RAM + model loaded", "RAM + modèle chargé"},
    {Word::metric_first, "RAM first reply", "RAM première réponse"},
    {Word::metric_next, "RAM next reply", "RAM réponse suivante"},
    {Word::metric_unloaded, "RAM after unloading", "RAM après déchargement"},
    {Word::part_process, "process itself", "processus lui-même"},
    {Word::part_libraries, "AI libraries and backend", "bibliothèques IA et moteur"},
    {Word::part_model, "model", "modèle"},
    {Word::part_first, "first reply", "première réponse"},
    {Word::part_next, "next reply", "réponse suivante"},
    {Word::ratio_libraries_start, "AI libraries against configuration and avatar bridge",
     "bibliothèques IA contre configuration et pont avatar"},
    {Word::ratio_libraries_qt, "AI libraries against Qt", "bibliothèques IA contre Qt"},
    {Word::ratio_vram_file, "VRAM added by the load against the model's file",
     "VRAM ajoutée au chargement contre fichier du modèle"},
    {Word::ratio_vram_placed, "VRAM added by the load against what the engine placed there",
     "VRAM ajoutée au chargement contre ce que le moteur y a placé"},
    {Word::ratio_mapped_file, "mapped model in RAM after the replies against its file",
     "modèle projeté en RAM après les réponses contre son fichier"},
    {Word::ratio_first_next, "RAM added by the first reply against the next one",
     "RAM ajoutée par la première réponse contre la suivante"},
    {Word::warm_moves, "warm-up moves {} MiB and {:.2f} s from the first message to the load",
     "le préchauffage déplace {} MiB et {:.2f} s du premier message vers le chargement"},
    {Word::warm_moves_bytes, "warm-up moves {} MiB from the first message to the load",
     "le préchauffage déplace {} MiB du premier message vers le chargement"},
    {Word::warm_costs, " (the load took {} MiB more, and warming {:.2f} s)",
     " (le chargement a pris {} MiB de plus, et le préchauffage {:.2f} s)"},
    {Word::warm_saves_nothing,
     "warm-up saved the first message nothing in this pair of runs ({} MiB, {:.2f} s)",
     "le préchauffage n'a rien épargné au premier message dans ces deux exécutions ({} MiB, "
     "{:.2f} s)"},
    {Word::growth_title, "Growth over the conversation", "Croissance sur la conversation"},
    {Word::growth_own,
     "Between message {} and message {}, own bytes changed by {} MiB ({:+.2f} KiB a message)",
     "Entre le message {} et le message {}, les octets propres ont changé de {} MiB ({:+.2f} KiB "
     "par message)"},
    {Word::growth_rss, "RSS by {} MiB", "le RSS de {} MiB"},
    {Word::growth_vram, "VRAM by {} MiB", "la VRAM de {} MiB"},
    {Word::fall_freed,
     "From message {} to {}, RSS fell by {} MiB and own bytes by {} MiB: freed and returned to the "
     "system.",
     "Du message {} au {}, le RSS a baissé de {} MiB et les octets propres de {} MiB : libérés et "
     "rendus au système."},
    {Word::fall_reclaimed,
     "From message {} to {}, RSS fell by {} MiB with own bytes unchanged ({} MiB): not freed: "
     "file pages reclaimed by the system.",
     "Du message {} au {}, le RSS a baissé de {} MiB, octets propres inchangés ({} MiB) : "
     "non libéré : pages de fichier reprises par le système."},
    {Word::fall_swapped,
     "From message {} to {}, RSS fell by {} MiB with own bytes unchanged ({} MiB): not freed: "
     "moved to swap.",
     "Du message {} au {}, le RSS a baissé de {} MiB, octets propres inchangés ({} MiB) : "
     "non libéré : déplacé vers le swap."},
    {Word::fall_mixed,
     "From message {} to {}, RSS fell by {} MiB and own bytes by {} MiB: only the latter was "
     "freed, "
     "the rest was reclaimed by the system.",
     "Du message {} au {}, le RSS a baissé de {} MiB et les octets propres de {} MiB : seuls ces "
     "derniers ont été libérés, le reste a été repris par le système."},
    {Word::no_verdict,
     "{} rows can't tell a leak from its absence: a verdict takes the leak test over every turn "
     "({} "
     "recorded here).",
     "{} lignes ne distinguent pas une fuite de son absence : un verdict demande le test de fuite "
     "sur chaque tour ({} enregistrés ici)."},
    {Word::host_line, "host: {}", "machine : {}"},
    {Word::run_line, "run {}, started {}, program: {}", "exécution {}, début {}, programme : {}"},
    {Word::ended, "ended: {} after {:.1f} s", "fin : {} après {:.1f} s"},
    {Word::cut_short, "cut short: {}; what was measured until then stands above",
     "interrompu : {} ; ce qui a été mesuré jusque-là est ci-dessus"},
    {Word::cost_line, "measuring cost: {} samples, {:.1f} ms a step (median), recorder {} of CPU",
     "coût de la mesure : {} échantillons, {:.1f} ms par étape (médiane), enregistreur {} de CPU"},
    {Word::page_heading, "Memory: {}", "Mémoire : {}"},
    {Word::page_profile, "profile {}", "profil {}"},
    {Word::page_profiles, "{} runs", "{} exécutions"},
    {Word::page_ram, "RAM of the process", "RAM du processus"},
    {Word::page_vram, "VRAM of the cards", "VRAM des cartes"},
    {Word::page_system, "RAM of the machine in use", "RAM de la machine utilisée"},
    {Word::page_steps, "Steps", "Étapes"},
    {Word::page_rss, "all resident (RSS)", "tout le résident (RSS)"},
    {Word::page_anon, "anonymous", "anonyme"},
    {Word::page_file, "pages of files", "pages de fichiers"},
    {Word::page_shmem, "shared memory", "mémoire partagée"},
    {Word::page_own, "own (anonymous + swap)", "propres (anonyme + swap)"},
    {Word::page_peak, "peak since the step before", "pic depuis l'étape précédente"},
    {Word::page_card, "{}: whole card", "{} : toute la carte"},
    {Word::page_process, "{}: this process", "{} : ce processus"},
    {Word::page_of_total, "of {} MiB", "sur {} MiB"},
    {Word::page_used, "in use", "utilisée"},
    {Word::page_highest_ram, "highest RAM", "RAM la plus haute"},
    {Word::page_highest_vram, "highest VRAM", "VRAM la plus haute"},
    {Word::page_largest, "largest rise of RAM", "plus forte hausse de RAM"},
    {Word::page_end, "RAM at the last step", "RAM à la dernière étape"},
    {Word::page_own_end, "own {} MiB", "propres {} MiB"},
    {Word::page_before_step, "before or at step {}", "avant ou à l'étape {}"},
    {Word::page_in_step, "step {}", "étape {}"},
    {Word::page_theme, "Colours", "Couleurs"},
    {Word::page_auto, "as the system", "comme le système"},
    {Word::page_light, "light", "claires"},
    {Word::page_dark, "dark", "sombres"},
    {Word::page_layout, "Runs", "Exécutions"},
    {Word::page_side, "side by side", "côte à côte"},
    {Word::page_overlaid, "laid over one another", "superposées"},
    {Word::page_zero, "Time 0 is", "Le temps 0 est"},
    {Word::page_begin, "the begin of each run", "le début de chaque exécution"},
    {Word::page_whole, "whole run", "toute l'exécution"},
    {Word::page_zoom_step, "only this step", "cette étape seule"},
    {Word::page_go, "go to the step in the charts", "aller à l'étape dans les courbes"},
    {Word::page_chart, "chart", "graphique"},
    {Word::page_legend, "Series: press to hide or show", "Séries : appuyer pour cacher ou montrer"},
    {Word::page_keys,
     "Arrow keys move the cursor, with Shift ten times as far; Page Up and Page Down go from step "
     "to step; + and - zoom, 0 shows the whole run.",
     "Les flèches déplacent le curseur, avec Maj dix fois plus loin ; Page préc. et Page suiv. "
     "vont d'étape en étape ; + et - agrandissent et réduisent, 0 montre toute l'exécution."},
    {Word::page_hint,
     "Drag over a stretch to zoom, double-click to see the whole run. With the keyboard: arrows, "
     "Page Up and Page Down, +, - and 0.",
     "Tirer sur un intervalle pour l'agrandir, double-cliquer pour voir toute l'exécution. Au "
     "clavier : flèches, Page préc. et Page suiv., +, - et 0."},
    {Word::page_values, "Lowest, highest and last values",
     "Valeurs les plus basses, les plus hautes, dernières"},
    {Word::page_series, "series", "série"},
    {Word::page_first, "first", "première"},
    {Word::page_lowest, "lowest", "plus basse"},
    {Word::page_highest, "highest", "plus haute"},
    {Word::page_final, "last", "dernière"},
    {Word::page_summary, "{}: from {} at the begin to {} at the end, highest {} at {}.",
     "{} : de {} au début à {} à la fin, au plus {} à {}."},
    {Word::page_not_read, "not read", "non lu"},
    {Word::page_absent, "{} not read: {}", "{} non lu : {}"},
    {Word::page_absent_at, "{} not read ({} ×): {}", "{} non lu ({} ×) : {}"},
    {Word::page_drawn, "{} samples, {} moments drawn: every peak and every gap is among them.",
     "{} échantillons, {} instants dessinés : chaque pic et chaque trou en fait partie."},
    {Word::page_all_drawn, "{} samples, each of them drawn.", "{} échantillons, tous dessinés."},
    {Word::page_running,
     "This run is still being recorded: the page shows what was stored until now.",
     "Cette exécution est encore en cours d'enregistrement : la page montre ce qui est gardé "
     "jusqu'ici."},
    {Word::page_lost,
     "The recorder of this run died before its end: the page shows what was stored until then.",
     "L'enregistreur de cette exécution est mort avant la fin : la page montre ce qui était gardé "
     "jusque-là."},
    {Word::page_cut, "The program ended early ({}): the page shows what was measured until then.",
     "Le programme s'est terminé avant l'heure ({}) : la page montre ce qui a été mesuré "
     "jusque-là."},
    {Word::page_empty, "This run holds no step and no sample: there is nothing to draw.",
     "Cette exécution n'a ni étape ni échantillon : il n'y a rien à dessiner."},
    {Word::page_more_steps, "{} further steps are not shown here: tare report --csv has them.",
     "{} autres étapes ne sont pas montrées ici : tare report --csv les donne."},
    {Word::page_message, "message {} ({} + {} tokens)", "message {} ({} + {} jetons)"},
    {Word::page_wide, "more columns", "plus de colonnes"},
    {Word::page_made_of, "what it is made of", "de quoi c'est fait"},
    {Word::page_about, "About this run", "À propos de cette exécution"},
    {Word::page_recorder, "the recorder itself: {} MiB resident",
     "l'enregistreur lui-même : {} MiB résidents"},
    {Word::page_findings, "What the runs add up to", "Ce que donnent les exécutions"},
    {Word::page_made,
     "Made by tare {}. The page is complete in itself: it asks no server for anything.",
     "Faite par tare {}. La page se suffit : elle ne demande rien à aucun serveur."},
    {Word::page_licence, "Licence of uPlot, which draws the curves",
     "Licence de uPlot, qui dessine les courbes"},
    {Word::page_no_script,
     "The charts and tables of this page need JavaScript, which is off here. The same tables in a "
     "terminal: tare report RUN.",
     "Les courbes et les tableaux de cette page demandent JavaScript, qui est désactivé ici. Les "
     "mêmes tableaux dans un terminal : tare report RUN."},
    {Word::last_word, "", ""},
};

struct Label {
  std::string_view en;
  std::string_view fr;
};
constexpr Label kSteps[] = {
    {"1 empty process", "1 processus vide"},
    {"configuration", "configuration"},
    {"avatar bridge", "pont avatar"},
    {"2 configuration and avatar bridge", "2 configuration et pont avatar"},
    {"Qt module", "module Qt"},
    {"QApplication", "QApplication"},
    {"3 Qt window toolkit", "3 fenêtres Qt"},
    {"1 baseline", "1 point de départ"},
    {"2 AI libraries and backend", "2 bibliothèques IA et moteur"},
    {"3 model loaded", "3 modèle chargé"},
    {"4 first reply", "4 première réponse"},
    {"5 second reply", "5 deuxième réponse"},
    {"6 unloaded", "6 déchargé"},
    {"2 engine made", "2 moteur créé"},
    {"2b model loaded", "2b modèle chargé"},
    {"6 chat reset", "6 discussion remise à zéro"},
    {"7 unloaded", "7 déchargé"},
};
constexpr Label kOwners[] = {
    {"model weights", "poids du modèle"},
    {"KV cache", "cache KV"},
    {"compute buffers", "tampons de calcul"},
    {"output buffer", "tampon de sortie"},
    {"heap in use", "tas utilisé"},
    {"heap kept by the allocator", "tas gardé par l'allocateur"},
    {"anonymous", "anonyme"},
    {"[heap]", "tas [heap]"},
    {"[stack]", "pile [stack]"},
};
constexpr Label kReasons[] = {
    {"not asked", "non demandé"},
    {"not supported", "non pris en charge"},
    {"not permitted", "non permis"},
    {"no device", "pas de carte"},
    {"process gone", "processus disparu"},
    {"no limit", "pas de limite"},
    {"failed", "échec"},
};

template <std::size_t N>
std::optional<std::string_view> look_up(const Label (&labels)[N], Lang lang, std::string_view en) {
  for (const auto& label : labels)
    if (label.en == en) return lang == Lang::en ? label.en : label.fr;
  return std::nullopt;
}

// "4 after 50 messages" in French, or nothing.
std::optional<std::string> after_messages(std::string_view name) {
  auto number = next_word(name);
  if (!number || next_word(name) != "after") return std::nullopt;
  auto count = next_word(name);
  auto unit = next_word(name);
  if (!count || !to_number<std::uint64_t>(*count) || !unit || !unit->starts_with("message"))
    return std::nullopt;
  return fmt::format("{} après {} message{}", *number, *count, unit->ends_with('s') ? "s" : "");
}

}  // namespace

Result<Lang> choose_language(std::string_view asked,
                             const std::function<const char*(const char*)>& environment) {
  if (asked == "en") return Lang::en;
  if (asked == "fr") return Lang::fr;
  if (!asked.empty())
    return bad_input(fmt::format("--lang: '{}' is not a language of ours; write en or fr.",
                                 printable(asked, 64)));
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = environment(variable);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("fr") ? Lang::fr : Lang::en;
  }
  return Lang::en;
}

std::string_view word(Lang lang, Word word) {
  const auto& entry = kWords[static_cast<std::size_t>(word)];
  return lang == Lang::en ? entry.en : entry.fr;
}

std::string step_label(Lang lang, std::string_view name) {
  if (auto known = look_up(kSteps, lang, name)) return std::string(*known);
  if (lang == Lang::fr)
    if (auto label = after_messages(name)) return *label;
  return printable(name, 256);
}

std::string owner_label(Lang lang, std::string_view owner) {
  if (auto known = look_up(kOwners, lang, owner)) return std::string(*known);
  return printable(owner, 256);
}

std::string mapping_label(Lang lang, std::string_view name) {
  auto slash = name.starts_with('/') ? name.rfind('/') : std::string_view::npos;
  return owner_label(lang, slash == std::string_view::npos ? name : name.substr(slash + 1));
}

std::string reason(Lang lang, const Missing& missing) {
  auto why = look_up(kReasons, lang, name(missing.why)).value_or(name(missing.why));
  if (missing.detail.empty()) return std::string(why);
  auto between = lang == Lang::en ? ": " : " : ";
  return fmt::format("{}{}{}", why, between, printable(missing.detail, 512));
}

}  // namespace tare
