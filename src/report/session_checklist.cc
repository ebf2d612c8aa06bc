#include <algorithm>

#include "core/growth.h"
#include "report/session_parts.h"
#include "report/session_words.h"

namespace tare {

namespace {

// The run came to its last step and ended by itself.
bool whole(const Run* run, std::string_view last) {
  return run != nullptr && find_step(*run, last) != nullptr && run->end == End{End::How::exited, 0};
}

bool any_compared(const Session& session, std::string_view kind) {
  return std::ranges::any_of(session.runs,
                             [&](const Run& run) { return note(run, "comparison") == kind; });
}

bool vram_of_process(const Session& session) {
  return std::ranges::any_of(session.runs, [](const Run& run) {
    return !run.steps.empty() && total_of_process(run.steps.back().sample.cards);
  });
}

}  // namespace

SessionSection session_checklist(const Session& session) {
  auto lang = session.lang;
  const auto& profiles = session.profiles;
  SessionPart list;
  auto item = [&](SessionWord text, bool done) {
    check(list, std::string(word(lang, text)), done);
  };
  item(SessionWord::check_startup, whole(profiles.startup, steps::kQt));
  item(SessionWord::check_cold, whole(profiles.cold, steps::kUnloadedAfterLoad));
  item(SessionWord::check_warm, whole(profiles.warm, steps::kUnloadedAfterLoad));
  auto talked = growth(profiles);
  check(list, say(lang, SessionWord::check_conversation, talked ? talked->to_message : 0),
        talked && whole(profiles.conversation, steps::kUnloadedAfterChat));
  item(SessionWord::check_vram, vram_of_process(session));
  item(SessionWord::check_gpu, any_compared(session, "gpu"));
  item(SessionWord::check_ipc, any_compared(session, "ipc"));
  item(SessionWord::check_settings, any_compared(session, "settings"));
  item(SessionWord::check_verdict, false);
  return {2, std::string(word(lang, SessionWord::checklist)), {list}};
}

}  // namespace tare
