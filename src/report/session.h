// The document of a session: what its author would write by hand after measuring, made from
// recorded rows and from nothing else. A tree of sections that Markdown and HTML lay out each in
// its way. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/run.h"
#include "report/words.h"

namespace tare {

struct SessionPart {
  enum class Kind { paragraph, bullets, numbered, checks, table, code } kind = Kind::paragraph;
  std::vector<std::string> lines;  // the paragraph, items of a list, lines of code
  std::vector<bool> done;          // of a checklist, as long as `lines`
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t text_columns = 1;  // of a table: the first ones, to the left; the others are numbers
};

struct SessionSection {
  int level = 2;  // 2, or 3 below the one before
  std::string title;
  std::vector<SessionPart> parts;
};
struct SessionDocument {
  Lang lang = Lang::en;
  std::string title;
  std::vector<SessionSection> sections;
};

// Says of the machine only file names: folders in command lines, notes and reasons are left out.
// Runs in any order; what they don't carry is named as missing or not said at all.
SessionDocument session_document(Lang lang, std::span<const Run> runs);

}  // namespace tare
