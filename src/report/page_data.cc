#include "report/page_data.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/text.h"
#include "report/findings.h"
#include "report/page_steps.h"
#include "report/page_tiles.h"
#include "report/page_words.h"
#include "report/text.h"
#include "report/title.h"

namespace tare {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTurns = 5000;
constexpr std::size_t kMostAbout = 4000;  // bytes of one line: a program may have many arguments

std::string_view base_name(std::string_view path) {
  auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string program_of(const Run& run) {
  return printable(
      run.facts.argv.empty() ? std::string_view(run.facts.id) : base_name(run.facts.argv.front()),
      80);
}

// Bytes to the byte; percent to the hundredth, which is what a chart can show.
Json value_json(CurveKind kind, double value) {
  if (std::isnan(value)) return {};
  if (value < 0) return -1;
  if (kind == CurveKind::system) return std::round(value * 100) / 100;
  return static_cast<std::uint64_t>(std::llround(value));
}

std::string card_name(const Curve& curve) {
  return printable(curve.card.name.empty() ? curve.card.id : curve.card.name, 60);
}

std::string label_of(Lang lang, const Curve& curve) {
  switch (curve.kind) {
    case CurveKind::rss:
      return std::string(word(lang, Word::page_rss));
    case CurveKind::anon:
      return std::string(word(lang, Word::page_anon));
    case CurveKind::file:
      return std::string(word(lang, Word::page_file));
    case CurveKind::shmem:
      return std::string(word(lang, Word::page_shmem));
    case CurveKind::own:
      return std::string(word(lang, Word::page_own));
    case CurveKind::system:
      return std::string(word(lang, Word::page_used));
    case CurveKind::card:
      return say(lang, Word::page_card, card_name(curve));
    case CurveKind::process:
      return say(lang, Word::page_process, card_name(curve));
  }
  return {};
}

// Every reading of the curve is missing where no moment has one.
std::vector<std::string> absences(Lang lang, const Curve& curve, bool any) {
  std::vector<std::string> lines;
  lines.reserve(curve.absent.size());
  auto label = label_of(lang, curve);
  for (const auto& [missing, moments] : curve.absent)
    lines.push_back(any ? say(lang, Word::page_absent_at, label, moments, reason(lang, missing))
                        : say(lang, Word::page_absent, label, reason(lang, missing)));
  if (!any && lines.empty())
    lines.push_back(say(lang, Word::page_absent, label, reason(lang, Missing{})));
  return lines;
}

Json curve_json(Lang lang, const Timeline& line, std::size_t index) {
  const auto& curve = line.curves[index];
  Json values = Json::array();
  bool any = false;
  for (std::size_t i = 0; i < line.rows.count(); ++i) {
    auto value = line.rows.row(i)[1 + index];
    any = any || value >= 0;
    values.push_back(value_json(curve.kind, value));
  }
  Json out = {{"kind", name(curve.kind)}, {"label", label_of(lang, curve)}};
  if (curve.kind == CurveKind::card || curve.kind == CurveKind::process) {
    out["card"] = printable(curve.card.id, 80);
    if (curve.kind == CurveKind::card && curve.card.total)
      out["total"] = say(lang, Word::page_of_total, mib_text(*curve.card.total));
  }
  out["read"] = any;
  out["absent"] = absences(lang, curve, any);
  out["values"] = std::move(values);
  return out;
}

Json turns_json(const Run& run) {
  Json list = Json::array();
  auto every = run.turns.size() / kMostTurns + 1;
  for (std::size_t i = 0; i < run.turns.size(); i += every) {
    const auto& turn = run.turns[i];
    list.push_back(
        {page_seconds(seconds(turn.at)), turn.number, turn.prompt_tokens, turn.reply_tokens});
  }
  return list;
}

// Why the run is not a whole one, or nothing.
std::string state_of(Lang lang, const Run& run, const Timeline& line) {
  std::string text;
  auto add = [&](const std::string& sentence) {
    text.append(text.empty() ? "" : " ").append(sentence);
  };
  switch (run.end.how) {
    case End::How::running:
      add(std::string(word(lang, Word::page_running)));
      break;
    case End::How::lost:
      add(std::string(word(lang, Word::page_lost)));
      break;
    case End::How::exited:
      if (run.end.value != 0) add(say(lang, Word::page_cut, describe(run.end)));
      break;
    case End::How::signalled:
      add(say(lang, Word::page_cut, describe(run.end)));
      break;
  }
  if (line.rows.count() == 0) add(std::string(word(lang, Word::page_empty)));
  return text;
}

std::vector<std::string> told_of(Lang lang, const Run& run) {
  auto notes = all_notes(run);
  std::vector<std::string> told = {model_text(notes), layers_text(lang, notes),
                                   settings_text(lang, notes)};
  if (!run.steps.empty()) told.push_back(cards_text(lang, run.steps.front().sample.cards));
  std::erase_if(told, [](const std::string& text) { return text.empty(); });
  return told;
}

std::vector<std::string> about_of(Lang lang, const Run& run) {
  std::vector<std::string> lines;
  auto text = run_lines(lang, run);
  std::string_view rest = text;
  while (auto line = next_line(rest)) lines.push_back(printable(*line, kMostAbout));
  if (run.cost.recorder_rss)
    lines.push_back(say(lang, Word::page_recorder, mib_text(*run.cost.recorder_rss)));
  return lines;
}

std::string drawn_of(Lang lang, const Timeline& line) {
  auto moments = line.rows.count();
  return moments >= line.samples ? say(lang, Word::page_all_drawn, line.samples)
                                 : say(lang, Word::page_drawn, line.samples, moments);
}

Json tiles_json(Lang lang, const Run& run, const Timeline& line) {
  Json list = Json::array();
  for (const auto& tile : page_tiles(lang, run, line))
    list.push_back({{"label", tile.label}, {"value", tile.value}, {"note", tile.note}});
  return list;
}

std::string no_cards_of(Lang lang, const Timeline& line) {
  auto why = line.no_cards.none.value_or(Missing{});
  return say(lang, Word::page_absent, word(lang, Word::page_vram), reason(lang, why));
}

Json run_json(Lang lang, const Run& run, const Timeline& line) {
  Json at = Json::array();
  for (std::size_t i = 0; i < line.rows.count(); ++i)
    at.push_back(page_seconds(line.rows.row(i)[0]));
  Json curves = Json::array();
  for (std::size_t i = 0; i < line.curves.size(); ++i) curves.push_back(curve_json(lang, line, i));
  bool cards = line.curves.back().kind == CurveKind::process;
  return {{"name", run_name(lang, run)},
          {"id", printable(run.facts.id, 200)},
          {"started", printable(run.facts.started, 60)},
          {"told", told_of(lang, run)},
          {"state", state_of(lang, run, line)},
          {"tiles", tiles_json(lang, run, line)},
          {"samples", line.samples},
          {"drawn", drawn_of(lang, line)},
          {"at", std::move(at)},
          {"curves", std::move(curves)},
          {"no_cards", cards ? "" : no_cards_of(lang, line)},
          {"steps", page_steps(lang, run)},
          {"turns", turns_json(run)},
          {"about", about_of(lang, run)}};
}

Json findings_json(Lang lang, std::span<const Run> all) {
  Json list = Json::array();
  for (const auto& block : findings(lang, sort_runs(all)))
    list.push_back({{"title", block.title},
                    {"header", block.header},
                    {"rows", block.rows},
                    {"lines", block.lines}});
  return list;
}

// "</script>" and "<!--" end or change a script element wherever they stand in it.
std::string script_safe(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (char c : json) {
    if (c == '<' || c == '>' || c == '&')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string run_name(Lang lang, const Run& run) {
  auto notes = all_notes(run);
  auto scenario = last_of(notes, "scenario");
  if (!scenario) return program_of(run);
  auto text = printable(*scenario, 80);
  if (auto variant = last_of(notes, "variant"); *scenario == "load" && variant)
    text += fmt::format(", {}", word(lang, *variant == "warm" ? Word::warm : Word::cold));
  return text;
}

std::string page_title(Lang lang, std::span<const Run> runs) {
  std::vector<std::string> what;
  for (const auto& run : runs) {
    auto scenario = note(run, "scenario");
    auto text =
        scenario ? say(lang, Word::page_profile, printable(*scenario, 80)) : program_of(run);
    if (std::ranges::find(what, text) == what.end()) what.push_back(std::move(text));
  }
  auto text = what.size() == 1 ? what.front() : say(lang, Word::page_profiles, runs.size());
  return say(lang, Word::page_heading, text);
}

std::string page_data(Lang lang, std::span<const Run> shown, std::span<const Timeline> lines,
                      std::span<const Run> all) {
  Json runs = Json::array();
  for (std::size_t i = 0; i < shown.size(); ++i) runs.push_back(run_json(lang, shown[i], lines[i]));
  Json data = {{"title", page_title(lang, shown)},
               {"words", page_words(lang)},
               {"runs", std::move(runs)},
               {"findings", findings_json(lang, all)},
               {"made", say(lang, Word::page_made, TARE_VERSION)}};
  return script_safe(data.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace tare
