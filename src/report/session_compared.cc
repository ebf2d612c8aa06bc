#include "report/comparison_blocks.h"
#include "report/session_parts.h"

namespace tare {

namespace {

bool only_a_title(const Block& block) { return block.rows.empty() && block.lines.empty(); }

SessionSection section_of(const Block& block, int level) {
  SessionSection section{level, block.title, {}};
  if (!block.rows.empty()) section.parts.push_back(table(block.header, block.rows));
  if (!block.lines.empty()) section.parts.push_back(bullets(block.lines));
  return section;
}

}  // namespace

// A block that is nothing but a title stands above those that follow it.
std::vector<SessionSection> session_compared(const Session& session) {
  std::vector<SessionSection> sections;
  bool below = false;
  for (const auto& block : comparison_blocks(session.lang, session.runs)) {
    bool title = only_a_title(block);
    sections.push_back(section_of(block, below && !title ? 3 : 2));
    below = below || title;
  }
  return sections;
}

}  // namespace tare
