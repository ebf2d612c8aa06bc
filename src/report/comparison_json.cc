#include "report/comparison_json.h"

#include <nlohmann/json.hpp>

#include "report/comparison.h"
#include "report/ipc_figures.h"

namespace tare {

namespace {

using Json = nlohmann::ordered_json;

Json number_json(Unit unit, double value) {
  return unit == Unit::bytes ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json figure_json(Unit unit, const Figure& figure) {
  if (figure.value) return number_json(unit, *figure.value);
  Json missing = {{"missing", name(figure.missing.why)}};
  if (!figure.missing.detail.empty()) missing["detail"] = figure.missing.detail;
  return missing;
}

template <class Number>
Json or_missing(const std::optional<Number>& number) {
  if (number) return *number;
  return {{"missing", name(Why::not_asked)}};
}

Json variant_json(const Variant& variant) {
  Json out = {{"variant", variant.name},
              {"run", variant.run->facts.id},
              {"layers_asked", or_missing(variant.asked_layers)},
              {"layers_placed", or_missing(variant.placed)},
              {"layers", or_missing(variant.layers)},
              {"ctx", or_missing(variant.ctx)},
              {"batch", or_missing(variant.batch)},
              {"threads", or_missing(variant.threads)},
              {"kv_type", variant.kv_type},
              {"mlock", variant.mlock}};
  for (const auto& facts : quantities())
    out[std::string(facts.key)] = figure_json(facts.unit, variant.figure(facts.quantity));
  out["plan_ms"] = figure_json(Unit::milliseconds, variant.planning);
  out["gave_up"] = variant.gave_up;
  out["warnings"] = variant.warnings;
  if (!variant.failure.empty()) out["failure"] = variant.failure;
  return out;
}

Json variants_json(const std::vector<Variant>& variants) {
  Json list = Json::array();
  for (const auto& variant : variants) list.push_back(variant_json(variant));
  return list;
}

Json gpu_json(const RunList& runs) {
  auto variants = variants_of(runs);
  Json same = Json::array();
  for (const auto& twin : twins(variants)) {
    Json differs = Json::array();
    for (auto setting : twin.differs) differs.push_back(word(Lang::en, setting));
    same.push_back({{"variant", twin.variant->name},
                    {"as", twin.earlier->name},
                    {"equal", twin.differs.empty()},
                    {"differs", std::move(differs)}});
  }
  return {{"format", 1},
          {"comparison", "gpu"},
          {"card", any_card(runs)},
          {"variants", variants_json(variants)},
          {"same_layers", std::move(same)}};
}

Json differences_json(const std::vector<Variant>& variants) {
  Json list = Json::array();
  for (const auto& variant : variants) {
    if (variant.name == kDefault) continue;
    Json one = {{"variant", variant.name}};
    for (const auto& facts : quantities())
      if (auto difference = difference_of(variant, variants, facts.quantity))
        one[std::string(facts.key)] = {{"difference", number_json(facts.unit, difference->value)},
                                       {"beyond_spread", difference->beyond}};
    list.push_back(std::move(one));
  }
  return list;
}

Json settings_json(const RunList& runs) {
  auto variants = variants_of(runs);
  std::erase_if(variants, [](const Variant& variant) { return variant.name == kRunIn; });
  Json spread = Json::object();
  for (const auto& facts : quantities())
    if (auto of = spread_of(variants, facts.quantity))
      spread[std::string(facts.key)] = {{"median", number_json(facts.unit, of->median)},
                                        {"least", number_json(facts.unit, of->least)},
                                        {"most", number_json(facts.unit, of->most)},
                                        {"runs", of->runs}};
  return {{"format", 1},
          {"comparison", "settings"},
          {"variants", variants_json(variants)},
          {"default", std::move(spread)},
          {"differences", differences_json(variants)}};
}

Json times_json(const IpcTimes& times) {
  auto whole = [](double value) { return static_cast<std::int64_t>(value); };
  return {{"count", times.count},
          {"median_ns", whole(times.median)},
          {"p99_ns", whole(times.p99)},
          {"max_ns", whole(times.highest)}};
}

Json ipc_json(const Run& run) {
  auto figures = ipc_figures(run);
  Json rows = Json::array();
  for (const auto& row : figures.rows) {
    Json one = {{"way", name(row.way)}, {"state", row.state}, {"command", row.command}};
    one.update(times_json(row.times));
    rows.push_back(std::move(one));
  }
  Json queue = Json::array();
  for (const auto& one : figures.queue)
    queue.push_back({{"kind", one.kind}, {"commands", one.commands}, {"bytes", one.bytes}});
  Json out = {{"format", 1},
              {"comparison", "ipc"},
              {"run", run.facts.id},
              {"avatar", figures.avatar},
              {"figures", std::move(rows)},
              {"queue", std::move(queue)}};
  if (figures.bare) {
    out["bare"] = times_json(*figures.bare);
    out["bare"]["bytes"] = figures.bare_bytes;
  }
  if (figures.cpu_soon) out["sender_cpu_percent_soon"] = *figures.cpu_soon;
  if (figures.cpu_later) out["sender_cpu_percent_later"] = *figures.cpu_later;
  return out;
}

}  // namespace

Json comparisons_json(std::span<const Run> runs) {
  Json list = Json::array();
  if (auto gpu = runs_of(ComparisonKind::gpu, runs); gpu.size() > 1) list.push_back(gpu_json(gpu));
  for (const auto* run : runs_of(ComparisonKind::ipc, runs)) list.push_back(ipc_json(*run));
  if (auto settings = runs_of(ComparisonKind::settings, runs); settings.size() > 1)
    list.push_back(settings_json(settings));
  return list;
}

}  // namespace tare
