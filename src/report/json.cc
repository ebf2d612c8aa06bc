#include "report/json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/text.h"
#include "core/figures.h"
#include "core/growth.h"
#include "report/comparison_json.h"
#include "report/title.h"

namespace tare {

namespace {

using Json = nlohmann::ordered_json;

Json missing_json(std::string_view why, std::string_view detail) {
  Json out = {{"missing", why}};
  if (!detail.empty()) out["detail"] = detail;
  return out;
}
Json missing_json(const Missing& missing) {
  return missing_json(name(missing.why), missing.detail);
}
Json not_asked(std::string_view detail = {}) { return missing_json(name(Why::not_asked), detail); }

Json json_of(const Reading& reading) {
  return reading ? Json((*reading).value) : missing_json(reading.missing());
}

Json change_json(const Reading& now, const Reading& then) {
  if (auto change = difference(now, then)) return change->value;
  return missing_json((now ? then : now).missing());
}

Json number_or_text(std::string_view text) {
  if (auto whole = to_number<std::int64_t>(text)) return *whole;
  if (auto real = to_real(text)) return *real;
  return text;
}

const Reading* heap_live(const Step& step) {
  auto row = std::ranges::find_if(step.declared, [](const Declared& said) {
    return said.owner == "heap in use" && said.device.empty();
  });
  return row == step.declared.end() ? nullptr : &row->reserved;
}

Json process_json(const Step& step) {
  const auto& process = step.sample.process;
  const auto* heap = heap_live(step);
  Json out = {{"rss", json_of(process.rss)},
              {"anon", json_of(process.anon)},
              {"file", json_of(process.file)},
              {"shmem", json_of(process.shmem)},
              {"own", json_of(process.own)},
              {"uss", json_of(process.uss)},
              {"pss", json_of(process.pss)},
              {"swap", json_of(process.swap)},
              {"locked", json_of(process.locked)},
              {"peak_in_step", json_of(step.peak_in_step)},
              {"heap_live", heap ? json_of(*heap) : not_asked("the program did not declare it")},
              {"smaps_rss", json_of(process.smaps_rss)},
              {"page_tables", json_of(process.page_tables)}};
  if (process.minor_faults) out["minor_faults"] = *process.minor_faults;
  if (process.major_faults) out["major_faults"] = *process.major_faults;
  return out;
}

Json card_json(const CardMemory& card) {
  return {{"id", card.id},
          {"name", card.name},
          {"kind", name(card.kind)},
          {"total", json_of(card.total)},
          {"used", json_of(card.used)},
          {"process", json_of(card.process)}};
}

// Without a card there is one entry whose every reading says why: never left out.
Json devices_json(const Cards& cards) {
  Json list = Json::array();
  for (const auto& card : cards.list) list.push_back(card_json(card));
  if (!list.empty()) return list;
  Reading none = cards.none.value_or(Missing{Why::no_device, ""});
  list.push_back({{"name", "none"},
                  {"total", json_of(none)},
                  {"used", json_of(none)},
                  {"process", json_of(none)}});
  return list;
}

Json system_json(const MachineMemory& machine) {
  auto percent = used_percent(machine);
  const auto& lacking = machine.total ? machine.available : machine.total;
  Json out = {{"total", json_of(machine.total)},
              {"available", json_of(machine.available)},
              {"used_percent", percent   ? Json(*percent)
                               : lacking ? missing_json("failed", "MemTotal is 0")
                                         : missing_json(lacking.missing())},
              {"swap_total", json_of(machine.swap_total)},
              {"swap_free", json_of(machine.swap_free)}};
  if (machine.pressure_some_avg10) out["pressure_some_avg10"] = *machine.pressure_some_avg10;
  if (machine.pressure_full_avg10) out["pressure_full_avg10"] = *machine.pressure_full_avg10;
  return out;
}

Json since_json(const Step& step, const Step* then, VramBasis basis) {
  Json out;
  const auto& process = step.sample.process;
  auto put = [&](const char* key, const Reading& now, const Reading* before) {
    out[key] = before ? change_json(now, *before) : not_asked("this is the first step");
  };
  const auto* before = then ? &then->sample.process : nullptr;
  auto card = vram(step.sample, basis);
  auto card_before = then ? vram(then->sample, basis) : Reading{};
  put("rss", process.rss, before ? &before->rss : nullptr);
  put("own", process.own, before ? &before->own : nullptr);
  put("vram", card, then ? &card_before : nullptr);
  put("anon", process.anon, before ? &before->anon : nullptr);
  put("file", process.file, before ? &before->file : nullptr);
  put("swap", process.swap, before ? &before->swap : nullptr);
  return out;
}

Json ledger_json(const Step& step) {
  Json list = Json::array();
  for (const auto& said : step.declared)
    list.push_back({{"owner", said.owner},
                    {"kind", said.device.empty() ? "ram" : "vram"},
                    {"device", said.device},
                    {"planned", not_asked()},
                    {"reserved", json_of(said.reserved)},
                    {"resident", json_of(said.resident)},
                    {"evidence", "declared"}});
  return list;
}

Json mappings_json(const Step& step) {
  Json list = Json::array();
  for (const auto& group : step.mappings)
    list.push_back({{"name", group.name},
                    {"kind", name(group.kind)},
                    {"count", group.count},
                    {"size", group.size.value},
                    {"rss", group.rss.value},
                    {"own", own(group).value},
                    {"pss", group.pss.value},
                    {"locked", group.locked.value}});
  return list;
}

const std::set<std::string_view> kPromised = {"messages", "prompt_tokens_per_s",
                                              "reply_tokens_per_s", "first_token_ms"};

// Notes become keys of their step; those that may come several times, lists.
// A key that is taken keeps its place, and the note goes into "notes".
void put_notes(Json& step, const std::vector<Note>& notes) {
  for (const auto& said : notes) {
    if (said.key == kTurnFirstToken || said.key == kTurnReply) continue;  // told with its turn
    if (said.key == "gave_up" || said.key == "warning" || said.key == "model.placed")
      step[said.key].push_back(said.value);
    else if (!step.contains(said.key))
      step[said.key] = number_or_text(said.value);
    else if (!kPromised.contains(said.key))
      step["notes"][said.key] = number_or_text(said.value);
  }
}

// The four keys that the interface promises at each step.
void put_chat_numbers(Json& out, const Step& step) {
  auto messages = messages_of(step);
  out["messages"] = messages ? Json(*messages) : not_asked();
  for (auto key : {"prompt_tokens_per_s", "reply_tokens_per_s", "first_token_ms"}) {
    auto said = note(step, key);
    auto number = said ? to_real(*said) : std::nullopt;
    out[key] = number ? Json(*number) : not_asked("no reply in this step");
  }
}

struct Compared {
  const Step* first = nullptr;
  const Step* previous = nullptr;
  VramBasis basis = VramBasis::process;
};

Json step_json(const Step& step, const Compared& with) {
  Json out = {{"name", step.name}, {"at_s", seconds(step.sample.at)}};
  put_chat_numbers(out, step);
  out["process"] = process_json(step);
  out["tree"] = {{"pss", not_asked()}, {"own", not_asked()}, {"processes", not_asked()}};
  out["devices"] = devices_json(step.sample.cards);
  out["vram"] = json_of(vram(step.sample, with.basis));
  out["vram_basis"] = with.basis == VramBasis::process ? "process" : "device";
  out["system"] = system_json(step.sample.machine);
  out["since_first"] = since_json(step, with.first ? with.first : &step, with.basis);
  out["since_previous"] = since_json(step, with.previous, with.basis);
  out["ledger"] = ledger_json(step);
  out["unexplained"] = not_asked("a ledger that sums takes traced and mapped owners too");
  out["mappings"] = mappings_json(step);
  out["late"] = step.late;
  out["cost_ms"] = milliseconds(step.cost);
  put_notes(out, step.notes);
  return out;
}

// Parts stand in the list of the step that came after them.
Json steps_json(const Run& run) {
  Json list = Json::array();
  Json parts = Json::array();
  Compared with;
  if (!run.steps.empty()) with.basis = vram_basis(run.steps.front().sample);
  const Step* point = nullptr;
  for (const auto& step : run.steps) {
    if (step.part) {
      parts.push_back(step_json(step, {with.first, point, with.basis}));
    } else {
      auto object = step_json(step, with);
      object["parts"] = std::move(parts);
      parts = Json::array();
      list.push_back(std::move(object));
      if (with.first == nullptr) with.first = &step;
      with.previous = &step;
    }
    point = &step;
  }
  // A run that ended before the step: its parts are told all the same.
  for (auto& part : parts) {
    part["part"] = true;
    list.push_back(std::move(part));
  }
  return list;
}

Json turns_json(const Run& run) {
  Json list = Json::array();
  auto waits = first_token_of_turns(run);
  auto replies = of_turns(run, kTurnReply);
  for (const auto& turn : run.turns) {
    auto basis = run.steps.empty() ? VramBasis::process : vram_basis(run.steps.front().sample);
    list.push_back({{"number", turn.number},
                    {"at_s", seconds(turn.at)},
                    {"prompt_tokens", turn.prompt_tokens},
                    {"reply_tokens", turn.reply_tokens},
                    {"first_token_ms", waits.contains(turn.number) ? Json(waits[turn.number])
                                                                   : not_asked("not said")},
                    {"reply_ms", replies.contains(turn.number) ? Json(replies[turn.number])
                                                               : not_asked("not said")},
                    {"heap_live", not_asked()},
                    {"own", json_of(turn.process.own)},
                    {"rss", json_of(turn.process.rss)},
                    {"gpu", json_of(vram(Sample{.cards = turn.cards}, basis))}});
  }
  return list;
}

Json facts_json(const Run& run) {
  auto notes = all_notes(run);
  Json out = {{"id", run.facts.id},
              {"program", run.facts.argv},
              {"pid", run.facts.pid},
              {"started", run.facts.started},
              {"duration_s", seconds(run.lasted)},
              {"end", describe(run.end)},
              {"tare_version", run.facts.tare_version}};
  Json host = Json::object();
  for (const auto& fact : run.facts.host) host[fact.key] = number_or_text(fact.value);
  out["host"] = std::move(host);
  for (auto key : {"scenario", "variant"}) {
    auto said = last_of(notes, key);
    out[key] = said ? Json(*said) : not_asked("the program did not say it");
  }
  return out;
}

Json cost_json(const Run& run) {
  std::vector<double> costs;
  costs.reserve(run.steps.size());
  for (const auto& step : run.steps) costs.push_back(milliseconds(step.cost));
  std::ranges::sort(costs);
  auto lasted = seconds(run.lasted);
  Json out = {{"samples", run.cost.samples}};
  out["step_ms_median"] = costs.empty() ? not_asked("no step") : Json(costs[costs.size() / 2]);
  out["recorder_cpu_percent"] = lasted > 0 ? Json(100 * seconds(run.cost.recorder_cpu) / lasted)
                                           : not_asked("the run has no length");
  out["recorder_rss"] = json_of(run.cost.recorder_rss);
  out["preload_ns_per_call"] = not_asked("no preload in this run");
  return out;
}

Json json_of(const Run& run) {
  Json notes = Json::array();
  for (const auto& said : run.notes) notes.push_back({{"key", said.key}, {"value", said.value}});
  return {{"format", 1},
          {"run", facts_json(run)},
          {"steps", steps_json(run)},
          {"scopes", Json::array()},
          {"turns", turns_json(run)},
          {"verdict", not_asked("no leak test was run")},
          {"cost", cost_json(run)},
          {"notes", std::move(notes)}};
}

// Foreign bytes that are no UTF-8 become U+FFFD instead of ending the program.
std::string dumped(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string run_json(const Run& run) { return dumped(json_of(run)); }

std::string runs_json(std::span<const Run> runs) {
  Json list = Json::array();
  for (const auto& run : runs) list.push_back(json_of(run));
  for (auto& comparison : comparisons_json(runs)) list.push_back(std::move(comparison));
  return dumped(list);
}

}  // namespace tare
