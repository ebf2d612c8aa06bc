#include <array>
#include <utility>

#include "app/watch_words.h"
#include "base/text.h"
#include "ui/tui/panes.h"

namespace tare::tui {

namespace {

struct HelpLine {
  std::string_view keys;
  std::string_view en;
  std::string_view fr;
};

constexpr std::array kHelp = {
    HelpLine{"↑ ↓ j k", "select a process", "choisir un processus"},
    HelpLine{"PgUp PgDn", "ten rows up or down", "dix lignes plus haut ou plus bas"},
    HelpLine{"g G", "the first, the last", "le premier, le dernier"},
    HelpLine{"s", "sort by the next column", "trier par la colonne suivante"},
    HelpLine{"R O V P N", "sort by RAM, own, VRAM, PID, name",
             "trier par RAM, propre, VRAM, PID, nom"},
    HelpLine{"/", "filter by name, command or PID; Esc clears it",
             "filtrer par nom, commande ou PID ; Échap efface"},
    HelpLine{"space", "pause and go on", "suspendre et reprendre"},
    HelpLine{"+ -", "read half as often, twice as often",
             "lire deux fois moins, deux fois plus souvent"},
    HelpLine{"?", "this help", "cette aide"},
    HelpLine{"q", "quit", "quitter"},
    HelpLine{"", "", ""},
    HelpLine{"RAM", "pages in memory (RSS): own bytes and pages of files",
             "pages en mémoire (RSS) : octets propres et pages de fichiers"},
    HelpLine{"own", "what only this process holds, swapped included",
             "ce que seul ce processus tient, swap compris"},
    HelpLine{"VRAM", "what the process holds on the cards",
             "ce que le processus tient sur les cartes"},
    HelpLine{"!", "above the threshold (--threshold)", "au-dessus du seuil (--threshold)"},
};

}  // namespace

std::vector<Line> help_lines(const View& view, std::size_t most) {
  std::vector<Line> lines;
  lines.push_back(title_line(view, "tare top"));
  for (const auto& help : kHelp) {
    if (lines.size() == most) break;
    LineWriter line(view.width, view.unicode);
    line.skip(1).left(view.unicode || !help.keys.starts_with("\xe2") ? help.keys : "j k", 10,
                      Style::strong);
    line.skip(1).put(view.lang == Lang::fr ? help.fr : help.en);
    lines.push_back(line.take());
  }
  return lines;
}

Line footer_line(const WatchModel& model, const View& view) {
  LineWriter line(view.width, view.unicode);
  if (model.leaving) {
    auto name = model.program && !model.program->argv.empty()
                    ? printable(model.program->argv.front(), 64)
                    : std::string("?");
    line.put(say(view.lang, WatchWord::leave_question, name), Style::alert);
    return line.take();
  }
  if (model.typing_filter || !model.filter.empty()) {
    line.put(say(view.lang, WatchWord::filter, printable(model.filter, 128)), Style::strong);
    if (model.typing_filter) line.put("_", Style::strong);
    return line.take();
  }
  if (!model.warning.empty()) {
    line.put(printable(model.warning, 512), Style::alert);
    return line.take();
  }
  line.put(word(view.lang, WatchWord::keys), Style::dim);
  return line.take();
}

}  // namespace tare::tui
