#include <nlohmann/json.hpp>

#include "app/watch_text.h"

namespace tare {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Missing& missing) {
  Json out = {{"missing", name(missing.why)}};
  if (!missing.detail.empty()) out["detail"] = missing.detail;
  return out;
}
Json json_of(const Reading& reading) {
  return reading ? Json((*reading).value) : json_of(reading.missing());
}

Json system_json(const WatchReading& reading) {
  const auto& machine = reading.machine;
  auto pressure = [&](const std::optional<double>& percent) {
    if (percent) return Json(*percent);
    return json_of(reading.no_pressure.value_or(Missing{Why::failed, ""}));
  };
  auto used = used_percent(machine);
  return {{"total", json_of(machine.total)},
          {"available", json_of(machine.available)},
          {"used_percent", used ? Json(*used) : json_of(machine.available)},
          {"swap_total", json_of(machine.swap_total)},
          {"swap_free", json_of(machine.swap_free)},
          {"pressure_some_avg10", pressure(machine.pressure_some_avg10)},
          {"pressure_full_avg10", pressure(machine.pressure_full_avg10)}};
}

Json devices_json(const Cards& cards) {
  if (cards.list.empty()) return json_of(cards.none.value_or(Missing{Why::no_device, ""}));
  auto list = Json::array();
  for (const auto& card : cards.list)
    list.push_back({{"id", card.id},
                    {"name", card.name},
                    {"kind", name(card.kind)},
                    {"total", json_of(card.total)},
                    {"used", json_of(card.used)}});
  return list;
}

Json process_json(const WatchModel& model, const Track& track) {
  const auto& process = track.now;
  Json out = {{"pid", process.pid},
              {"parent", process.parent},
              {"user", process.user ? Json(*process.user) : Json()},
              {"name", process.name},
              {"command", process.command},
              {"state", std::string(1, process.state)},
              {"rss", json_of(process.rss)},
              {"own", json_of(process.own)},
              {"swap", json_of(process.swap)},
              {"vram", json_of(process.vram)}};
  if (!process.held.empty()) {
    auto devices = Json::array();
    for (std::size_t i = 0; i < process.held.size(); ++i)
      devices.push_back(
          {{"id", model.reading.cards.list[i].id}, {"process", json_of(process.held[i])}});
    out["devices"] = devices;
  }
  out["above_threshold"] = track.alert.over();
  return out;
}

Json mappings_json(const WatchedMappings& read) {
  auto list = Json::array();
  for (const auto& group : read.largest)
    list.push_back({{"name", group.name},
                    {"kind", name(group.kind)},
                    {"count", group.count},
                    {"size", group.size.value},
                    {"rss", group.rss.value},
                    {"pss", group.pss.value},
                    {"own", own(group).value}});
  return {{"pid", read.pid},
          {"rss", json_of(read.memory.smaps_rss)},
          {"own", json_of(read.memory.own)},
          {"uss", json_of(read.memory.uss)},
          {"pss", json_of(read.memory.pss)},
          {"mappings", list}};
}

}  // namespace

std::string watch_json(const WatchModel& model) {
  auto processes = Json::array();
  for (const auto* track : model.rows()) processes.push_back(process_json(model, *track));
  Json out = {
      {"format", 1},
      {"system", system_json(model.reading)},
      {"devices", devices_json(model.reading.cards)},
      {"threshold", model.settings.threshold.value == 0 ? json_of(Missing{Why::no_limit, ""})
                                                        : Json(model.settings.threshold.value)},
      {"above_threshold", model.above_threshold()},
      {"kernel_threads", model.reading.kernel_threads},
      {"processes", processes}};
  if (model.reading.no_processes) out["processes"] = json_of(*model.reading.no_processes);
  if (model.mappings) out["selected"] = mappings_json(*model.mappings);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tare
