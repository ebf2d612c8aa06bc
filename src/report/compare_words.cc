#include "report/compare_words.h"

namespace tare {

namespace {

using W = CompareWord;

struct Entry {
  CompareWord word;
  std::string_view en;
  std::string_view fr;
};

// In the order of the enum; a test holds both to it, and the two languages to the same arguments.
constexpr Entry kWords[] = {
    {W::rss_loaded, "RAM loaded MiB", "RAM chargé MiB"},
    {W::own_loaded, "own loaded MiB", "propres chargé MiB"},
    {W::rss_end, "RAM at end MiB", "RAM à la fin MiB"},
    {W::own_end, "own at end MiB", "propres à la fin MiB"},
    {W::vram_process, "VRAM process MiB", "VRAM processus MiB"},
    {W::vram_device, "VRAM card MiB", "VRAM carte MiB"},
    {W::load_time, "load s", "chargement s"},
    {W::first_reply, "first reply s", "1re réponse s"},
    {W::later_reply, "later replies s", "suivantes s"},
    {W::prompt_speed, "prompt tokens/s", "invite jetons/s"},
    {W::reply_speed, "reply tokens/s", "réponse jetons/s"},
    {W::of_rss_loaded, "RAM with the model loaded", "la RAM, modèle chargé"},
    {W::of_own_loaded, "own bytes with the model loaded", "les octets propres, modèle chargé"},
    {W::of_rss_end, "RAM after the last reply", "la RAM après la dernière réponse"},
    {W::of_own_end, "own bytes after the last reply",
     "les octets propres après la dernière réponse"},
    {W::of_vram_process, "VRAM of the process", "la VRAM du processus"},
    {W::of_vram_device, "VRAM of the card", "la VRAM de la carte"},
    {W::of_load_time, "load time", "le temps de chargement"},
    {W::of_first_reply, "the first reply", "la première réponse"},
    {W::of_later_reply, "later replies", "les réponses suivantes"},
    {W::of_prompt_speed, "prompt speed", "la vitesse de l'invite"},
    {W::of_reply_speed, "reply speed", "la vitesse de réponse"},
    {W::gpu_title, "LOAD PROFILES compared | {} | {}", "PROFILS DE CHARGEMENT comparés | {} | {}"},
    {W::layers_asked, "layers asked for", "couches demandées"},
    {W::layers_placed, "layers on the card", "couches sur la carte"},
    {W::all_layers, "all", "toutes"},
    {W::of_layers, "{} of {}", "{} sur {}"},
    {W::context, "context", "contexte"},
    {W::batch, "batch", "lot"},
    {W::threads, "threads", "fils"},
    {W::kv_type, "KV cache", "cache KV"},
    {W::mlock, "mlock asked for", "mlock demandé"},
    {W::yes, "yes", "oui"},
    {W::no, "no", "non"},
    {W::gpu_legend,
     "RAM is the process's resident memory, own its private dirty pages and swap: model loaded, "
     "and "
     "after the last reply. Each column is a process of its own.",
     "RAM : mémoire résidente du processus ; propres : ses pages privées modifiées et le swap : "
     "modèle "
     "chargé, puis après la dernière réponse. Chaque colonne est un processus à part."},
    {W::gave_up, "{}: {}", "{} : {}"},
    {W::gave_up_nothing, "No profile had to give anything up.",
     "Aucun profil n'a rien dû abandonner."},
    {W::remark, "{}, remark: {}", "{}, remarque : {}"},
    {W::failed, "{} failed: {}", "{} a échoué : {}"},
    {W::equal,
     "{} equals {} for this model: {} layers on the card in both ({} and {} asked for), with the "
     "same "
     "context, batch, threads, KV type and locking.",
     "{} équivaut à {} pour ce modèle : {} couches sur la carte dans les deux ({} et {} "
     "demandées), "
     "avec les mêmes contexte, lot, fils, type de KV et verrouillage."},
    {W::same_layers,
     "{} puts as many layers on the card as {}: {} ({} and {} asked for). They differ in {}.",
     "{} met autant de couches sur la carte que {} : {} ({} et {} demandées). Ils diffèrent par "
     "{}."},
    {W::differs_in, "{} ({} against {})", "{} ({} contre {})"},
    {W::and_word, " and ", " et "},
    {W::no_card,
     "No card was found, so every profile runs on the CPU alone, whatever layers it asks for: what "
     "differs comes from context, batch and threads. --stand-in-gpu 6GiB gives a card made of RAM.",
     "Aucune carte trouvée : chaque profil tourne sur le CPU seul, quelles que soient les couches "
     "demandées ; les différences viennent du contexte, du lot et des fils. --stand-in-gpu 6GiB "
     "donne "
     "une carte faite de RAM."},
    {W::planning,
     "The look at what fits, before each load on a card, took {:.2f} s (median); it is not in the "
     "load "
     "time.",
     "L'examen de ce qui tient, avant chaque chargement sur carte, a pris {:.2f} s (médiane) ; il "
     "n'est "
     "pas dans le temps de chargement."},
    {W::settings_title, "SETTINGS compared, one at a time | {} | {} | {}",
     "RÉGLAGES comparés, un à la fois | {} | {} | {}"},
    {W::settings_memory, "Memory (MiB)", "Mémoire (MiB)"},
    {W::settings_times, "Time and speed", "Temps et vitesse"},
    {W::setting, "setting", "réglage"},
    {W::default_of, "default (median of {})", "défaut (médiane de {})"},
    {W::spread_row, "  spread of the default", "  dispersion du défaut"},
    {W::settings_legend,
     "Below the default, each row is the difference to its median; = is a difference no larger "
     "than the "
     "spread (highest less lowest) of the {} default runs.",
     "Sous le défaut, chaque ligne est la différence avec sa médiane ; = est une différence qui ne "
     "dépasse pas la dispersion (plus haut moins plus bas) des {} exécutions par défaut."},
    {W::no_difference, "{}: no difference beyond the spread in {}.",
     "{} : pas de différence au-delà de la dispersion pour {}."},
    {W::no_difference_at_all, "{}: no difference beyond the spread.",
     "{} : pas de différence au-delà de la dispersion."},
    {W::too_few_defaults,
     "Fewer than two default runs are here, so there is no spread and no difference can be told.",
     "Moins de deux exécutions par défaut : sans dispersion, aucune différence ne peut être "
     "affirmée."},
    {W::ipc_title, "AVATAR COMMANDS | {} | µs, a call every 1 to 2 ms",
     "COMMANDES DE L'AVATAR | {} | µs, un appel toutes les 1 à 2 ms"},
    {W::ipc_call, "What the chat pays for a call (µs)", "Ce que le chat paie pour un appel (µs)"},
    {W::ipc_wire, "From the call until the system took it (µs)",
     "De l'appel jusqu'à la prise en charge par le système (µs)"},
    {W::ipc_trip, "From the call until the avatar's reply (µs)",
     "De l'appel jusqu'à la réponse de l'avatar (µs)"},
    {W::command, "command", "commande"},
    {W::state_absent, "absent", "absent"},
    {W::state_connected, "connected", "connecté"},
    {W::state_slow, "slow", "lent"},
    {W::median, "median", "médiane"},
    {W::highest, "max", "max"},
    {W::real_avatar, "avatar at {}", "avatar à {}"},
    {W::double_avatar, "double of the avatar", "double de l'avatar"},
    {W::in_a_row,
     "Round trip of commands in a row, each when the one before was answered: {} µs median, {} "
     "p99.",
     "Aller-retour de commandes à la suite, chacune dès la réponse à la précédente : {} µs "
     "médiane, {} "
     "p99."},
    {W::bare_ping,
     "A bare TCP ping-pong of the same {} bytes, in turn with it: {} µs median, {} p99; the bridge "
     "takes "
     "{:.2f} times as long.",
     "Un ping-pong TCP nu des mêmes {} octets, en alternance : {} µs médiane, {} p99 ; le pont "
     "prend "
     "{:.2f} fois ce temps."},
    {W::asleep,
     "After 10 s without a command the sender sleeps, and {} has to wake it: call {} µs median, {} "
     "p99; "
     "on the wire after {}.",
     "Après 10 s sans commande l'expéditeur dort, et {} doit le réveiller : appel {} µs médiane, "
     "{} p99 "
     "; sur le réseau après {}."},
    {W::ten,
     "Ten commands, each: one by one, call {} µs and on the wire after {}; in one batch, call {} "
     "µs and "
     "on the wire after {} (medians).",
     "Dix commandes, chacune : une à une, appel {} µs et sur le réseau après {} ; en un lot, appel "
     "{} µs "
     "et sur le réseau après {} (médianes)."},
    {W::cpu,
     "So that a call need not wake it, the sender looks by itself: each millisecond for a second "
     "after a "
     "command ({} % of a core), then each 5 ms ({} %). A command may wait that long for the wire.",
     "Pour qu'un appel n'ait pas à le réveiller, l'expéditeur regarde de lui-même : chaque "
     "milliseconde "
     "pendant une seconde après une commande ({} % d'un cœur), puis toutes les 5 ms ({} %). Une "
     "commande "
     "peut attendre ce temps avant de partir."},
    {W::queue, "The queue takes {} commands at most:", "La file contient au plus {} commandes :"},
    {W::queue_row, "  {}: {} KiB", "  {} : {} KiB"},
    {W::published,
     "As the original application published it: 371 µs for the send alone, 60 µs a command in "
     "batches of "
     "ten; on its own machine, without a round trip.",
     "Selon la publication de l'application d'origine : 371 µs pour l'envoi seul, 60 µs par "
     "commande par "
     "lots de dix ; sur sa propre machine, sans aller-retour."},
    {W::measured, "{}: {} layers on the card, {}", "{} : {} couches sur la carte, {}"},
    {W::measured_ipc, "{}: set_expression costs {} µs (median), {} µs (p99)",
     "{} : set_expression coûte {} µs (médiane), {} µs (p99)"},
    {W::run_in, "run-in (not compared)", "mise en route (non comparée)"},
    {W::runs_title, "Runs", "Exécutions"},
    {W::last_word, "", ""},
};

}  // namespace

std::string_view word(Lang lang, CompareWord word) {
  const auto& entry = kWords[static_cast<std::size_t>(word)];
  return lang == Lang::en ? entry.en : entry.fr;
}

}  // namespace tare
