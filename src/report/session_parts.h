// The sections of a session's document, one function each; session.cc puts them in order. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/figures.h"
#include "report/session.h"

namespace tare {

struct Session {
  Lang lang = Lang::en;
  std::span<const Run> runs;
  ProfileRuns profiles;
};

// session_facts.cc
std::vector<SessionPart> session_heads(const Session& session);  // date, version, program, model
SessionSection session_objectives(const Session& session);
std::vector<SessionSection> session_tools(const Session& session);
SessionSection session_usage(const Session& session);

// session_profiles.cc: table and analysis of each run.
std::vector<SessionSection> session_results(const Session& session);
// session_compared.cc: runs of `tare profile gpu`, `ipc` and `settings`.
std::vector<SessionSection> session_compared(const Session& session);
// session_findings.cc: key metrics, overhead, ratios.
std::vector<SessionSection> session_findings(const Session& session);
// session_attention.cc
SessionSection session_attention(const Session& session);
SessionSection session_recommendations(const Session& session);
// session_checklist.cc
SessionSection session_checklist(const Session& session);

// session_text.cc
SessionPart paragraph(std::string text);
SessionPart bullets(std::vector<std::string> lines);
SessionPart table(std::vector<std::string> header, std::vector<std::vector<std::string>> rows,
                  std::size_t text_columns = 1);
// Adds an item to a checklist.
void check(SessionPart& list, std::string text, bool done);
// Absolute paths become their last part, wherever they stand in the text.
std::string without_folders(std::string_view text);
// A whole argument of a command line, whatever its characters: "--model=/a b/c.gguf", "/a b/c".
std::string argument_text(std::string_view argument);

}  // namespace tare
