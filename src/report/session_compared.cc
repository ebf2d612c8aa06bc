// Runs of `tare profile gpu`, `ipc` and `settings` say so in a note. Their tables come from
// comparison_blocks(), as soon as there is one to ask.
#include <map>

#include "base/text.h"
#include "report/session_parts.h"
#include "report/session_words.h"

namespace tare {

std::vector<SessionSection> session_compared(const Session& session) {
  std::map<std::string, std::size_t> runs;
  for (const auto& run : session.runs)
    if (auto of = note(run, "comparison")) ++runs[printable(*of, 60)];
  std::vector<std::string> lines;
  for (const auto& [name, count] : runs)
    lines.push_back(say(session.lang, SessionWord::compared, count, name));
  if (lines.empty()) return {};
  return {{2, std::string(word(session.lang, SessionWord::compared_title)), {bullets(lines)}}};
}

}  // namespace tare
