#include "report/page_steps.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/text.h"
#include "report/columns.h"
#include "report/step_details.h"
#include "report/title.h"

namespace tare {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRows = 500;
constexpr std::size_t kMostParts = 2000;

Json bytes_json(const Reading& reading) { return reading ? Json((*reading).value) : Json(); }

Json list_json(const DetailList& list) {
  Json rows = Json::array();
  for (const auto& row : list.rows) rows.push_back({row.label, row.ram, row.vram, row.after});
  return {{"title", list.title}, {"rows", std::move(rows)}};
}

Json lists_json(const std::vector<DetailList>& lists) {
  Json out = Json::array();
  for (const auto& list : lists) out.push_back(list_json(list));
  return out;
}

struct Told {
  const Step* step = nullptr;
  const Step* previous = nullptr;
  StepDetails details;
};

Json row_json(Lang lang, const Told& told, VramBasis basis) {
  const auto& step = *told.step;
  const auto& process = step.sample.process;
  return {{"name", step_label(lang, step.name)},
          {"at", page_seconds(seconds(step.sample.at))},
          {"cells", Json::array()},
          {"bytes",
           {{"anon", bytes_json(process.anon)},
            {"file", bytes_json(process.file)},
            {"shmem", bytes_json(process.shmem)},
            {"vram", bytes_json(vram(step.sample, basis))},
            {"peak", bytes_json(step.peak_in_step)}}},
          {"said", told.details.said},
          {"lists", lists_json(told.details.lists)}};
}

std::vector<std::string> lines_of(Lang lang, const std::vector<Told>& told, VramBasis basis) {
  std::vector<std::string> lines = {std::string(word(lang, Word::legend))};
  bool vram_seen = std::ranges::any_of(
      told, [&](const Told& one) { return bool(vram(one.step->sample, basis)); });
  if (vram_seen)
    lines.emplace_back(
        word(lang, basis == VramBasis::process ? Word::vram_of_process : Word::vram_of_device));
  auto cards = told.front().step->sample.cards.list.size();
  if (vram_seen && cards > 1) lines.push_back(say(lang, Word::vram_summed, cards));
  return lines;
}

// The narrow columns of all rows come first, so that their letters are those of the text report.
void put_cells(Lang lang, bool messages, const std::vector<Told>& told, VramBasis basis,
               Json& out) {
  Footnotes footnotes(lang);
  auto narrow = columns_of(messages, false);
  auto all = columns_of(messages, true);
  for (bool wide : {false, true})
    for (auto column : all) {
      if ((std::ranges::find(narrow, column) == narrow.end()) != wide) continue;
      out["columns"].push_back({{"title", title(lang, column)}, {"wide", wide}});
    }
  for (bool wide : {false, true})
    for (std::size_t i = 0; i < told.size(); ++i) {
      RowOf row{*told[i].step, *told.front().step, told[i].previous, basis};
      for (auto column : all)
        if ((std::ranges::find(narrow, column) == narrow.end()) == wide)
          out["rows"][i]["cells"].push_back(cell(lang, column, row, footnotes));
    }
  for (auto& line : footnotes.lines()) out["lines"].push_back(std::move(line));
}

}  // namespace

double page_seconds(double seconds) { return std::round(seconds * 1e6) / 1e6; }

Json page_steps(Lang lang, const Run& run) {
  auto notes = all_notes(run);
  bool messages = last_of(notes, "scenario") == "conversation";
  StepTeller teller(lang, true, std::move(notes));
  std::vector<Told> told;
  Json parts = Json::array();
  std::size_t more = 0;
  const Step* previous = nullptr;
  for (const auto& step : run.steps) {
    auto details = teller.add(step);
    if (details && told.size() < kMostRows)
      told.push_back({&step, previous, std::move(*details)});
    else if (details)
      ++more;
    else if (parts.size() < kMostParts)
      parts.push_back(
          {{"name", step_label(lang, step.name)}, {"at", page_seconds(seconds(step.sample.at))}});
    if (details) previous = &step;
  }
  Json out = {{"columns", Json::array()}, {"rows", Json::array()}, {"parts", std::move(parts)}};
  out["left_over"] = list_json(teller.left_over());
  out["lines"] = Json::array();
  if (told.empty()) return out;
  for (const auto& one : told) out["rows"].push_back(row_json(lang, one, teller.basis()));
  if (more > 0) out["lines"].push_back(say(lang, Word::page_more_steps, more));
  for (auto& line : lines_of(lang, told, teller.basis())) out["lines"].push_back(std::move(line));
  put_cells(lang, messages, told, teller.basis(), out);
  return out;
}

}  // namespace tare
