// What the terminal chat says, in English and French.
#pragma once

#include <string_view>

namespace mate {

struct ChatWords {
  std::string_view loading;
  std::string_view welcome;
  std::string_view taken_up;  // {}: number of exchanges
  std::string_view interrupt_hint;
  std::string_view cancelled;
  std::string_view reset_done;
  std::string_view unknown_command;  // {}: the command
  std::string_view help;
};

inline constexpr ChatWords kEnglishChat{
    .loading = "loading",
    .welcome = "/help tells what there is; Ctrl-D quits.",
    .taken_up = "The conversation goes on ({} earlier exchanges).",
    .interrupt_hint = "Ctrl-C once more quits, and so does Ctrl-D; during a reply it cancels that.",
    .cancelled = "cancelled",
    .reset_done = "The conversation begins anew; what was said stays in the history.",
    .unknown_command = "There is no command {}: /help tells what there is.",
    .help =
        "/memory   what this process and its model hold\n"
        "/history  the last exchanges\n"
        "/reset    begin a new conversation\n"
        "/quit     leave (or Ctrl-D)\n"
        "Ctrl-C    cancel a reply"};

inline constexpr ChatWords kFrenchChat{
    .loading = "chargement",
    .welcome = "/help dit ce qu'il y a ; Ctrl-D quitte.",
    .taken_up = "La conversation reprend ({} échanges plus tôt).",
    .interrupt_hint = "Encore Ctrl-C quitte, Ctrl-D aussi ; pendant une réponse, Ctrl-C l'arrête.",
    .cancelled = "arrêtée",
    .reset_done = "La conversation recommence ; ce qui a été dit reste dans l'historique.",
    .unknown_command = "Il n'y a pas de commande {} : /help dit ce qu'il y a.",
    .help =
        "/memory   ce que tiennent ce processus et son modèle\n"
        "/history  les derniers échanges\n"
        "/reset    recommencer la conversation\n"
        "/quit     quitter (ou Ctrl-D)\n"
        "Ctrl-C    arrêter une réponse"};

inline const ChatWords& chat_words(bool french) { return french ? kFrenchChat : kEnglishChat; }

}  // namespace mate
