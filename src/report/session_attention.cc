#include <algorithm>
#include <array>

#include "report/findings.h"
#include "report/gaps.h"
#include "report/session_parts.h"
#include "report/session_points.h"

namespace tare {

namespace {

SessionWord word_of(Level level) {
  switch (level) {
    case Level::red:
      return SessionWord::level_red;
    case Level::amber:
      return SessionWord::level_amber;
    case Level::green:
      return SessionWord::level_green;
  }
  return SessionWord::level_green;
}

struct MeasureWords {
  Measure measure;
  SessionWord in_short;
  SessionWord whole;
};
constexpr std::array kMeasures = {
    MeasureWords{Measure::warm_up, SessionWord::do_warm_up, SessionWord::advise_warm_up},
    MeasureWords{Measure::smaller_context, SessionWord::do_context, SessionWord::advise_context},
    MeasureWords{Measure::fewer_layers, SessionWord::do_layers, SessionWord::advise_layers},
    MeasureWords{Measure::find_keeper, SessionWord::do_keeper, SessionWord::advise_keeper},
    MeasureWords{Measure::relieve_machine, SessionWord::do_relieve, SessionWord::advise_relieve},
    MeasureWords{Measure::repeat, SessionWord::do_repeat, SessionWord::advise_repeat},
};

// Never "-0.00".
std::string number_text(Lang lang, SessionWord unit, double value) {
  auto text = say(lang, unit, value);
  return text.find_first_of("123456789") == std::string::npos ? say(lang, unit, 0.0) : text;
}

// What the runs themselves say that the measure brings.
std::vector<std::string> measured(const Session& session, Measure measure) {
  if (measure != Measure::warm_up || !warm_up(session.profiles).saved) return {};
  for (auto& block : findings(session.lang, session.profiles))
    if (block.finding == Finding::warm_up) return block.lines;
  return {};
}

}  // namespace

SessionSection session_attention(const Session& session) {
  auto lang = session.lang;
  auto all = attention(session);
  auto rows = table({}, {}, 3);
  for (auto title : {SessionWord::level, SessionWord::point, SessionWord::counter,
                     SessionWord::value, SessionWord::amber_from, SessionWord::red_from})
    rows.header.emplace_back(word(lang, title));
  std::vector<std::string> advice;
  for (const auto& point : all.points) {
    auto number = [&](double value) { return number_text(lang, point.unit, value); };
    rows.rows.push_back({std::string(word(lang, word_of(point.level()))),
                         std::string(word(lang, point.title)),
                         std::string(word(lang, point.counter)), number(point.value),
                         number(point.amber), number(point.red)});
    if (point.level() == Level::green) continue;
    auto in_short = kMeasures[static_cast<std::size_t>(point.measure)].in_short;
    advice.push_back(say(lang, SessionWord::to_do, word(lang, word_of(point.level())),
                         word(lang, point.title), word(lang, in_short)));
  }
  NotComputed gaps(lang);
  for (const auto& gap : all.not_judged) gaps.add(word(lang, gap.title), gap.why);
  std::vector<std::string> lines;
  gaps.tell(lines);
  SessionSection section{2,
                         std::string(word(lang, SessionWord::attention_title)),
                         {paragraph(std::string(word(lang, SessionWord::attention_rule))), rows}};
  if (!advice.empty()) section.parts.push_back(bullets(advice));
  if (!lines.empty()) section.parts.push_back(bullets(lines));
  return section;
}

SessionSection session_recommendations(const Session& session) {
  auto lang = session.lang;
  auto all = attention(session);
  SessionPart list{.kind = SessionPart::Kind::numbered};
  for (const auto& one : kMeasures) {
    std::vector<std::string_view> called_by;
    for (const auto& point : all.points)
      if (point.measure == one.measure && point.level() != Level::green)
        called_by.push_back(word(lang, point.title));
    if (called_by.empty()) continue;
    auto text = say(lang, SessionWord::recommend, word(lang, one.whole),
                    fmt::format("{}", fmt::join(called_by, ", ")));
    for (const auto& line : measured(session, one.measure))
      text += say(lang, SessionWord::measured, line);
    list.lines.push_back(text);
  }
  SessionSection section{2, std::string(word(lang, SessionWord::recommendations)), {list}};
  if (list.lines.empty())
    section.parts = {paragraph(std::string(word(lang, SessionWord::none_called_for)))};
  return section;
}

}  // namespace tare
