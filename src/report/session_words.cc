#include "report/session_words.h"

namespace tare {

namespace {

struct Entry {
  SessionWord word;
  std::string_view en;
  std::string_view fr;
};
using S = SessionWord;

// In the order of the enum; a test holds both to it, and the two languages to the same arguments.
constexpr Entry kWords[] = {
    {S::document, "Memory session", "Session de profilage mémoire"},
    {S::facts, "Session", "Session"},
    {S::when, "{} runs, started from {} to {} (UTC)", "{} exécutions, débutées de {} à {} (UTC)"},
    {S::recorded_with, "recorded with tare {}", "enregistrées avec tare {}"},
    {S::program, "program: {}", "programme : {}"},
    {S::model, "model: {}", "modèle : {}"},
    {S::settings, "settings: {}", "réglages : {}"},
    {S::cards, "graphics card: {}", "carte graphique : {}"},
    {S::basis,
     "Every figure is computed from the recorded rows of these runs. What the rows don't carry is "
     "named as missing, and "
     "nothing is concluded from it.",
     "Chaque chiffre est calculé depuis les lignes enregistrées de ces exécutions. Ce qu'elles ne "
     "portent pas est nommé "
     "comme manquant, et rien n'en est conclu."},
    {S::objectives, "Objectives", "Objectifs"},
    {S::aim_steps, "Measure RAM and VRAM at each step of the life ({} steps in {} runs)",
     "Mesurer la RAM et la VRAM à chaque étape de la vie ({} étapes dans {} exécutions)"},
    {S::aim_components,
     "Tell what each component costs (libraries, model, first reply, next reply)",
     "Dire ce que coûte chaque composant (bibliothèques, modèle, première réponse, suivante)"},
    {S::aim_conversation, "Follow the memory over a long conversation ({} messages)",
     "Suivre la mémoire sur une longue conversation ({} messages)"},
    {S::aim_document, "Write down how memory is used: this document",
     "Documenter l'utilisation de la mémoire : ce document"},
    {S::tools, "Tools", "Outils utilisés"},
    {S::tool, "tool", "outil"},
    {S::version, "version", "version"},
    {S::use, "use", "usage"},
    {S::use_tare, "measures RAM and VRAM from outside the program",
     "mesure la RAM et la VRAM depuis l'extérieur du programme"},
    {S::use_engine, "the model's engine, within the program",
     "moteur du modèle, dans le programme"},
    {S::use_model, "the model of the replies", "modèle des réponses"},
    {S::engine_row, "engine", "moteur"},
    {S::model_row, "model", "modèle"},
    {S::not_said, "not recorded", "non enregistrée"},
    {S::machine_title, "Machine", "Machine"},
    {S::fact, "fact", "fait"},
    {S::value, "value", "valeur"},
    {S::usage, "Usage", "Usage"},
    {S::usage_line, "The programs that were measured, as they were started:",
     "Les programmes mesurés, tels qu'ils ont été lancés :"},
    {S::run, "{}: {} after {:.1f} s, {} samples", "{} : {} après {:.1f} s, {} échantillons"},
    {S::results, "Results: profile {} {}", "Résultats : profil {} {}"},
    {S::results_of, "Results: {}", "Résultats : {}"},
    {S::no_steps, "The run has no steps.", "L'exécution n'a pas d'étape."},
    {S::analysis, "Analysis", "Analyse"},
    {S::change, "{}: RAM {} MiB, own {} MiB", "{} : RAM {} MiB, propres {} MiB"},
    {S::change_vram, ", VRAM {} MiB", ", VRAM {} MiB"},
    {S::owners, "Of the RAM of \"{}\": {}.", "De la RAM de « {} » : {}."},
    {S::file_mapped,
     "The model's file has {} MiB; loaded, {} MiB of it are resident as mapped pages.",
     "Le fichier du modèle a {} MiB ; une fois chargé, {} MiB en sont résidents en pages "
     "projetées."},
    {S::file_not_mapped, "The model's file has {} MiB; loaded, no page of it is mapped.",
     "Le fichier du modèle a {} MiB ; une fois chargé, aucune de ses pages n'est projetée."},
    {S::declares, "Reserved at \"{}\", as the program declares: {}.",
     "Réservé à « {} », selon le programme : {}."},
    {S::on_device, " on {}", " sur {}"},
    {S::kv_same,
     "The KV cache is declared with {} MiB at \"{}\" and with {} MiB at \"{}\": it was allocated "
     "before the reply, not by it.",
     "Le cache KV est déclaré avec {} MiB à « {} » et {} MiB à « {} » : il a été alloué avant la "
     "réponse, pas par elle."},
    {S::kv_changed,
     "The KV cache is declared with {} MiB at \"{}\" and with {} MiB at \"{}\": it changed in "
     "between.",
     "Le cache KV est déclaré avec {} MiB à « {} » et {} MiB à « {} » : il a changé entre les "
     "deux."},
    {S::said_of_step, "{}: {}.", "{} : {}."},
    {S::load_took, "loaded in {} ms", "chargé en {} ms"},
    {S::warming_took, "warmed up in {} ms", "préchauffé en {} ms"},
    {S::first_token, "first token after {} ms", "premier jeton après {} ms"},
    {S::prompt_speed, "prompt {} tokens/s", "invite {} jetons/s"},
    {S::reply_speed, "reply {} tokens/s", "réponse {} jetons/s"},
    {S::gave_back, "The unload changed own bytes by {} MiB; against \"{}\" they are at {} MiB.",
     "Le déchargement a changé les octets propres de {} MiB ; par rapport à « {} » ils sont à {} "
     "MiB."},
    {S::tokens, "{} messages: {} tokens of prompts, {} tokens of replies.",
     "{} messages : {} jetons d'invites, {} jetons de réponses."},
    {S::waits, "Wait for the first token over {} messages: median {:.1f} ms, longest {:.1f} ms.",
     "Attente du premier jeton sur {} messages : médiane {:.1f} ms, la plus longue {:.1f} ms."},
    {S::vram_not_read, "VRAM was not read: {}.", "La VRAM n'a pas été lue : {}."},
    {S::vram_same, "VRAM is {} MiB at its least and {} MiB at its most: it did not change.",
     "La VRAM est de {} MiB au moins et {} MiB au plus : elle n'a pas changé."},
    {S::vram_range, "VRAM is {} MiB at its least and {} MiB at its most.",
     "La VRAM est de {} MiB au moins et {} MiB au plus."},
    {S::peak, "Highest RAM: {} MiB, on the way to \"{}\".",
     "RAM la plus haute : {} MiB, avant « {} »."},
    {S::machine, "RAM in use on the machine: {:.1f} % at its least, {:.1f} % at its most.",
     "RAM utilisée de la machine : {:.1f} % au moins, {:.1f} % au plus."},
    {S::first_to_last, "From the first step to the last: RAM {} MiB, own {} MiB.",
     "De la première étape à la dernière : RAM {} MiB, propres {} MiB."},
    {S::attention_title, "Points of attention", "Points d'attention"},
    {S::attention_rule,
     "A point is amber from its first threshold on and red from its second; green says that this "
     "counter stays below both in "
     "these runs, and no more.",
     "Un point est orange dès son premier seuil et rouge dès le second ; vert dit que ce compteur "
     "reste sous les deux dans "
     "ces exécutions, et rien de plus."},
    {S::level, "level", "niveau"},
    {S::point, "point", "point"},
    {S::counter, "counter", "compteur"},
    {S::amber_from, "amber from", "orange dès"},
    {S::red_from, "red from", "rouge dès"},
    {S::level_red, "🔴 red", "🔴 rouge"},
    {S::level_amber, "🟠 amber", "🟠 orange"},
    {S::level_green, "🟢 green", "🟢 vert"},
    {S::to_do, "{}, {}: {}.", "{}, {} : {}."},
    {S::in_mib, "{:.2f} MiB", "{:.2f} MiB"},
    {S::in_ms, "{:.1f} ms", "{:.1f} ms"},
    {S::in_percent, "{:.1f} %", "{:.1f} %"},
    {S::in_kib, "{:.2f} KiB", "{:.2f} KiB"},
    {S::in_number, "{:.0f}", "{:.0f}"},
    {S::point_first_own, "memory of the first reply", "mémoire de la première réponse"},
    {S::point_first_token, "wait for the first reply", "attente de la première réponse"},
    {S::point_next_own, "memory of the next reply", "mémoire de la réponse suivante"},
    {S::point_left, "memory left after unloading", "mémoire restée après déchargement"},
    {S::point_over_file, "VRAM beyond the model's file", "VRAM au-delà du fichier du modèle"},
    {S::point_growth, "growth per message", "croissance par message"},
    {S::point_reclaimed, "RAM that fell without being freed", "RAM tombée sans être libérée"},
    {S::point_card, "fullest card", "carte la plus pleine"},
    {S::point_ram, "highest RAM of a program", "RAM la plus haute d'un programme"},
    {S::point_machine, "RAM of the machine", "RAM de la machine"},
    {S::point_swap, "program in swap", "programme en swap"},
    {S::point_gave_up, "things given up by loads", "renoncements des chargements"},
    {S::point_late, "steps measured late", "étapes mesurées en retard"},
    {S::point_unfinished, "runs that did not end by themselves", "exécutions interrompues"},
    {S::counter_first_own, "own bytes, \"first reply\" less \"model loaded\"",
     "octets propres, « première réponse » moins « modèle chargé »"},
    {S::counter_first_token, "note first_token_ms of \"first reply\"",
     "note first_token_ms de « première réponse »"},
    {S::counter_next_own, "own bytes, \"second reply\" less \"first reply\"",
     "octets propres, « deuxième réponse » moins « première réponse »"},
    {S::counter_left, "own bytes, \"unloaded\" less \"AI libraries\"",
     "octets propres, « déchargé » moins « bibliothèques IA »"},
    {S::counter_over_file, "VRAM that the load added, above the file's size",
     "VRAM ajoutée au chargement, au-dessus de la taille du fichier"},
    {S::counter_growth, "own bytes, last row of messages less first, by message",
     "octets propres, dernière ligne de messages moins première, par message"},
    {S::counter_reclaimed, "RSS that fell from row to row with own bytes unchanged",
     "RSS baissé de ligne en ligne, octets propres inchangés"},
    {S::counter_card, "used of total, any card at any step",
     "utilisé sur total, toute carte à toute étape"},
    {S::counter_ram, "highest RSS between two steps, any run",
     "RSS la plus haute entre deux étapes, toute exécution"},
    {S::counter_machine, "total less available, any step", "total moins disponible, toute étape"},
    {S::counter_swap, "VmSwap, any step", "VmSwap, toute étape"},
    {S::counter_gave_up, "notes gave_up", "notes gave_up"},
    {S::counter_late, "steps marked late", "étapes marquées en retard"},
    {S::counter_unfinished, "how the runs ended", "fin des exécutions"},
    {S::recommendations, "Recommendations", "Recommandations"},
    {S::recommend, "{} Called for by: {}.", "{} Appelé par : {}."},
    {S::measured, " In these runs, {}.", " Dans ces exécutions, {}."},
    {S::none_called_for, "No counter of these runs calls for one.",
     "Aucun compteur de ces exécutions n'en appelle une."},
    {S::do_warm_up, "warm the model up when it is loaded", "préchauffer le modèle au chargement"},
    {S::do_context, "lower the context or the KV cache's type",
     "réduire le contexte ou le type du cache KV"},
    {S::do_layers, "put fewer layers on the card", "mettre moins de couches sur la carte"},
    {S::do_keeper, "find who keeps the memory", "chercher qui garde la mémoire"},
    {S::do_relieve, "relieve the machine's RAM, and judge by own bytes",
     "soulager la RAM de la machine, et juger sur les octets propres"},
    {S::do_repeat, "measure again", "mesurer à nouveau"},
    {S::advise_warm_up,
     "Warm the model up when it is loaded (--warm): its pages are touched before the first message "
     "asks for them.",
     "Préchauffer le modèle au chargement (--warm) : ses pages sont touchées avant que le premier "
     "message les demande."},
    {S::advise_context,
     "Lower the context (--ctx) or the type of the KV cache (--kv-type); tare profile settings "
     "measures what each saves.",
     "Réduire le contexte (--ctx) ou le type du cache KV (--kv-type) ; tare profile settings "
     "mesure ce que chacun épargne."},
    {S::advise_layers,
     "Put fewer layers on the card (--gpu-layers), or let profile auto choose; tare profile gpu "
     "compares.",
     "Mettre moins de couches sur la carte (--gpu-layers), ou laisser choisir le profil auto ; "
     "tare profile gpu compare."},
    {S::advise_keeper,
     "Find who keeps the memory: tare report names the owners above the step of reference. Rows "
     "show that something stayed, "
     "not that it leaks; more messages (--turns) tell more.",
     "Chercher qui garde la mémoire : tare report nomme les propriétaires au-dessus de l'étape de "
     "référence. Les lignes "
     "montrent que quelque chose est resté, pas que cela fuit ; plus de messages (--turns) en "
     "disent plus."},
    {S::advise_relieve,
     "Relieve the machine's RAM (other programs, a smaller model), and judge by own bytes: under "
     "pressure the system takes "
     "back pages that nobody freed.",
     "Soulager la RAM de la machine (autres programmes, modèle plus petit), et juger sur les "
     "octets propres : sous pression "
     "le système reprend des pages que personne n'a libérées."},
    {S::advise_repeat, "Measure again: rows are missing or were read late.",
     "Mesurer à nouveau : des lignes manquent ou ont été lues en retard."},
    {S::checklist, "Checklist", "Liste de contrôle"},
    {S::check_startup, "Startup measured (configuration, avatar bridge, Qt)",
     "Démarrage mesuré (configuration, pont avatar, Qt)"},
    {S::check_cold, "Load and replies measured without warm-up, unload included",
     "Chargement et réponses mesurés sans préchauffage, déchargement compris"},
    {S::check_warm, "The same with warm-up", "De même avec préchauffage"},
    {S::check_conversation, "Long conversation measured to its unload ({} messages)",
     "Longue conversation mesurée jusqu'au déchargement ({} messages)"},
    {S::check_vram, "VRAM of the process itself read", "VRAM du processus lui-même lue"},
    {S::check_gpu, "Profiles of the card compared (tare profile gpu)",
     "Profils de la carte comparés (tare profile gpu)"},
    {S::check_ipc, "Avatar's latency measured (tare profile ipc)",
     "Latence de l'avatar mesurée (tare profile ipc)"},
    {S::check_settings, "Settings compared (tare profile settings)",
     "Réglages comparés (tare profile settings)"},
    {S::check_verdict, "Leak judged by a test over every turn: not among these runs",
     "Fuite jugée par un test sur chaque tour : pas dans ces exécutions"},
    {S::last_word, "", ""},
};

}  // namespace

std::string_view word(Lang lang, SessionWord word) {
  const auto& entry = kWords[static_cast<std::size_t>(word)];
  return lang == Lang::en ? entry.en : entry.fr;
}

}  // namespace tare
