#include <utility>

#include "base/text.h"
#include "report/comparison.h"
#include "report/findings.h"
#include "report/session_analysis.h"
#include "report/session_parts.h"
#include "report/session_words.h"
#include "report/step_rows.h"
#include "report/title.h"

namespace tare {

namespace {

void startup_lines(Analysis& analysis) {
  for (StepSpan span : {StepSpan{steps::kEmpty, steps::kConfiguration},
                        StepSpan{steps::kConfiguration, steps::kQt}}) {
    analysis.change(span);
    analysis.owners(span);
  }
}

void load_lines(Analysis& analysis) {
  StepSpan libraries{steps::kBaseline, steps::kLibraries};
  StepSpan loaded{steps::kLibraries, steps::kLoaded};
  StepSpan first{steps::kLoaded, steps::kFirstReply};
  analysis.change(libraries);
  analysis.owners(libraries);
  analysis.change(loaded);
  analysis.model_file();
  analysis.declared(steps::kLoaded);
  analysis.speeds(steps::kLoaded);
  analysis.change(first);
  analysis.owners(first);
  analysis.kv_cache(first);
  analysis.speeds(steps::kFirstReply);
  analysis.change({steps::kFirstReply, steps::kSecondReply});
  analysis.speeds(steps::kSecondReply);
  analysis.unload({steps::kSecondReply, steps::kUnloadedAfterLoad}, steps::kLibraries);
}

void conversation_lines(Analysis& analysis) {
  analysis.change({steps::kBaseline, steps::kEngine});
  analysis.change({steps::kEngine, steps::kLoadedInChat});
  analysis.model_file();
  analysis.declared(steps::kLoadedInChat);
  analysis.conversation();
  analysis.unload({steps::kReset, steps::kUnloadedAfterChat}, steps::kEngine);
}

void of_block(std::vector<std::string>& lines, const std::vector<Block>& blocks, Finding finding) {
  for (const auto& block : blocks)
    if (block.finding == finding) lines.insert(lines.end(), block.lines.begin(), block.lines.end());
}

// What the program itself said went otherwise than asked.
void said_lines(Lang lang, const Run& run, std::vector<std::string>& lines) {
  for (const auto& said : all_notes(run)) {
    if (said.key == "gave_up") lines.push_back(say(lang, Word::gave_up, printable(said.value)));
    if (said.key == "warning") lines.push_back(say(lang, Word::warning, printable(said.value)));
  }
}

std::vector<std::string> analysis_of(const Session& session, const Run& run,
                                     const std::vector<Block>& blocks) {
  Analysis analysis(session.lang, run);
  if (&run == session.profiles.startup)
    startup_lines(analysis);
  else if (&run == session.profiles.cold || &run == session.profiles.warm)
    load_lines(analysis);
  else if (&run == session.profiles.conversation)
    conversation_lines(analysis);
  else
    analysis.first_to_last();
  if (&run == session.profiles.warm) of_block(analysis.lines, blocks, Finding::warm_up);
  if (&run == session.profiles.conversation) of_block(analysis.lines, blocks, Finding::growth);
  analysis.whole_run();
  said_lines(session.lang, run, analysis.lines);
  return analysis.lines;
}

std::string title_of(Lang lang, const Run& run) {
  auto scenario = note(run, "scenario");
  if (!scenario) return say(lang, SessionWord::results_of, printable(run.facts.id, 100));
  auto name = printable(*scenario, 60);
  if (scenario == "load")
    name.append(", ").append(word(lang, note(run, "variant") == "warm" ? Word::warm : Word::cold));
  if (auto number = profile_number(*scenario); number > 0)
    return say(lang, SessionWord::results, number, name);
  return say(lang, SessionWord::results_of, name);
}

}  // namespace

std::vector<SessionSection> session_results(const Session& session) {
  std::vector<SessionSection> sections;
  auto blocks = findings(session.lang, session.profiles);
  for (const auto& run : session.runs) {
    if (told_together(run, session.runs)) continue;
    SessionSection section{2, title_of(session.lang, run), {}};
    auto rows = step_rows(session.lang, false, run);
    if (rows.rows.empty()) {
      section.parts.push_back(paragraph(std::string(word(session.lang, SessionWord::no_steps))));
      sections.push_back(std::move(section));
      continue;
    }
    section.parts.push_back(table(rows.header, rows.rows));
    for (const auto& line : rows.lines) section.parts.push_back(paragraph(line));
    sections.push_back(std::move(section));
    sections.push_back({3,
                        std::string(word(session.lang, SessionWord::analysis)),
                        {bullets(analysis_of(session, run, blocks))}});
  }
  return sections;
}

}  // namespace tare
