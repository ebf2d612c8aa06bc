#include "report/session.h"

#include <iterator>
#include <utility>

#include "report/session_parts.h"
#include "report/session_words.h"

namespace tare {

namespace {

void add(SessionDocument& document, std::vector<SessionSection> sections) {
  document.sections.insert(document.sections.end(), std::make_move_iterator(sections.begin()),
                           std::make_move_iterator(sections.end()));
}
void add(SessionDocument& document, SessionSection section) {
  if (!section.parts.empty()) document.sections.push_back(std::move(section));
}

void hide(std::string& text) { text = without_folders(text); }
void hide(std::vector<std::string>& texts) {
  for (auto& text : texts) hide(text);
}

void hide(SessionPart& part) {
  hide(part.lines);
  hide(part.header);
  for (auto& row : part.rows) hide(row);
}

}  // namespace

SessionDocument session_document(Lang lang, std::span<const Run> runs) {
  Session session{lang, runs, sort_runs(runs)};
  SessionDocument document{.lang = lang, .title = std::string(word(lang, SessionWord::document))};
  if (runs.empty()) return document;
  add(document,
      SessionSection{2, std::string(word(lang, SessionWord::facts)), session_heads(session)});
  add(document, session_objectives(session));
  add(document, session_tools(session));
  add(document, session_usage(session));
  add(document, session_results(session));
  add(document, session_compared(session));
  add(document, session_findings(session));
  add(document, session_attention(session));
  add(document, session_recommendations(session));
  add(document, session_checklist(session));
  for (auto& section : document.sections) {
    hide(section.title);
    for (auto& part : section.parts) hide(part);
  }
  return document;
}

}  // namespace tare
