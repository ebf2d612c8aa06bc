#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "core/growth.h"
#include "report/session_parts.h"
#include "report/session_words.h"
#include "report/title.h"

namespace tare {

namespace {

std::string_view file_name(std::string_view path) {
  auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// The different values, in the order in which they first stand.
class Distinct {
 public:
  void add(std::string value) {
    if (!value.empty() && std::ranges::find(values_, value) == values_.end())
      values_.push_back(std::move(value));
  }
  std::string text() const { return fmt::format("{}", fmt::join(values_, "; ")); }
  bool empty() const { return values_.empty(); }

 private:
  std::vector<std::string> values_;
};

template <class Pick>
std::string distinct(const Session& session, Pick pick) {
  Distinct values;
  for (const auto& run : session.runs) values.add(pick(run));
  return values.text();
}

std::string versions(const Session& session) {
  return distinct(session, [](const Run& run) { return printable(run.facts.tare_version, 60); });
}

std::string programs(const Session& session) {
  return distinct(session, [](const Run& run) {
    return run.facts.argv.empty() ? std::string()
                                  : printable(file_name(run.facts.argv.front()), 100);
  });
}

std::string models(const Session& session) {
  return distinct(session, [](const Run& run) { return model_text(all_notes(run)); });
}

std::string noted(const Session& session, std::string_view key) {
  return distinct(session, [&](const Run& run) { return printable(note(run, key).value_or("")); });
}

std::string settings(const Session& session) {
  return distinct(session, [&](const Run& run) {
    auto notes = all_notes(run);
    auto layers = layers_text(session.lang, notes);
    return layers.empty() ? layers : layers + ", " + settings_text(session.lang, notes);
  });
}

std::string cards(const Session& session) {
  return distinct(session, [&](const Run& run) {
    return run.steps.empty() ? std::string()
                             : cards_text(session.lang, run.steps.front().sample.cards);
  });
}

// "2026-11-24T11:28:27Z" as "2026-11-24 11:28:27".
std::string time_text(std::string text) {
  std::ranges::replace(text, 'T', ' ');
  if (text.ends_with('Z')) text.pop_back();
  return printable(text, 40);
}

std::string when(const Session& session) {
  auto [first, last] = std::ranges::minmax_element(
      session.runs, {}, [](const Run& run) { return run.facts.started; });
  return say(session.lang, SessionWord::when, session.runs.size(), time_text(first->facts.started),
             time_text(last->facts.started));
}

// Sizes among the facts of the machine are told in MiB.
std::string fact_text(const Note& fact) {
  static constexpr std::string_view kSizes[] = {"memory", "swap", "cgroup_limit"};
  auto bytes = to_number<std::uint64_t>(fact.value);
  if (bytes && std::ranges::find(kSizes, fact.key) != std::end(kSizes))
    return mib_text(Bytes{*bytes}) + " MiB";
  return printable(fact.value, 200);
}

std::size_t step_count(const Session& session) {
  std::size_t count = 0;
  for (const auto& run : session.runs)
    count += static_cast<std::size_t>(
        std::ranges::count_if(run.steps, [](const Step& step) { return !step.part; }));
  return count;
}

std::string shell_word(std::string_view argument) {
  auto text = argument_text(argument);
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+.,:/@%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::vector<SessionPart> session_heads(const Session& session) {
  std::vector<std::string> lines = {when(session)};
  auto add = [&](SessionWord pattern, const std::string& value) {
    if (!value.empty()) lines.push_back(say(session.lang, pattern, value));
  };
  add(SessionWord::recorded_with, versions(session));
  add(SessionWord::program, programs(session));
  add(SessionWord::model, models(session));
  add(SessionWord::settings, settings(session));
  add(SessionWord::cards, cards(session));
  return {bullets(lines), paragraph(std::string(word(session.lang, SessionWord::basis)))};
}

SessionSection session_objectives(const Session& session) {
  const auto* talk = session.profiles.conversation;
  auto messages = talk == nullptr ? 0 : talk->turns.size();
  auto all = overhead(session.profiles);
  auto grown = growth(session.profiles);
  SessionPart list;
  auto count = step_count(session);
  check(list, say(session.lang, SessionWord::aim_steps, count, session.runs.size()), count > 0);
  check(list, std::string(word(session.lang, SessionWord::aim_components)), static_cast<bool>(all));
  check(list, say(session.lang, SessionWord::aim_conversation, messages), static_cast<bool>(grown));
  check(list, std::string(word(session.lang, SessionWord::aim_document)), true);
  return {2, std::string(word(session.lang, SessionWord::objectives)), {list}};
}

std::vector<SessionSection> session_tools(const Session& session) {
  auto lang = session.lang;
  auto at = [&](SessionWord one) { return std::string(word(lang, one)); };
  auto tools =
      table({at(SessionWord::tool), at(SessionWord::version), at(SessionWord::use)}, {}, 3);
  auto row = [&](const std::string& name, const std::string& version, SessionWord use) {
    tools.rows.push_back({name, version.empty() ? at(SessionWord::not_said) : version, at(use)});
  };
  row("tare", versions(session), SessionWord::use_tare);
  auto model = models(session);
  if (!model.empty()) {
    row(at(SessionWord::engine_row), noted(session, "engine"), SessionWord::use_engine);
    auto description = noted(session, "model.description");
    row(at(SessionWord::model_row), description.empty() ? model : model + ", " + description,
        SessionWord::use_model);
  }
  auto host = table({at(SessionWord::fact), at(SessionWord::value)}, {}, 2);
  std::vector<std::string> keys;
  std::map<std::string, Distinct> values;
  for (const auto& run : session.runs)
    for (const auto& fact : run.facts.host) {
      if (!values.contains(fact.key)) keys.push_back(fact.key);
      values[fact.key].add(fact_text(fact));
    }
  for (const auto& key : keys) host.rows.push_back({printable(key, 60), values[key].text()});
  std::vector<SessionSection> sections = {{2, at(SessionWord::tools), {tools}}};
  if (!host.rows.empty()) sections.push_back({3, at(SessionWord::machine_title), {host}});
  return sections;
}

SessionSection session_usage(const Session& session) {
  SessionPart code{.kind = SessionPart::Kind::code};
  std::vector<std::string> runs;
  for (const auto& run : session.runs) {
    std::string line;
    for (const auto& argument : run.facts.argv)
      line.append(line.empty() ? "" : " ")
          .append(line.empty() ? shell_word(file_name(argument)) : shell_word(argument));
    code.lines.push_back(line);
    runs.push_back(say(session.lang, SessionWord::run, printable(run.facts.id, 200),
                       describe(run.end), seconds(run.lasted), run.cost.samples));
  }
  return {
      2,
      std::string(word(session.lang, SessionWord::usage)),
      {paragraph(std::string(word(session.lang, SessionWord::usage_line))), code, bullets(runs)}};
}

}  // namespace tare
