#include "report/findings.h"

#include "report/session_parts.h"

namespace tare {

// Growth and warm-up stand with the profile that they are of.
std::vector<SessionSection> session_findings(const Session& session) {
  std::vector<SessionSection> sections;
  for (const auto& block : findings(session.lang, session.profiles)) {
    bool of_profile = block.finding == Finding::growth || block.finding == Finding::warm_up;
    if (of_profile) continue;
    SessionSection section{2, block.title, {}};
    // Key metrics end with the name of a step.
    if (!block.rows.empty()) section.parts.push_back(table(block.header, block.rows));
    if (!block.lines.empty()) section.parts.push_back(bullets(block.lines));
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace tare
