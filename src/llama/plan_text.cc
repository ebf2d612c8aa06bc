#include "llama/plan_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tare::llama {
namespace {

template <class Number>
bool read(std::string_view& line, Number& into) {
  auto word = next_word(line);
  auto number = word ? to_number<Number>(*word) : std::nullopt;
  if (number) into = *number;
  return number.has_value();
}

bool read_device(std::string_view& line, std::vector<DeviceMemory>& into) {
  DeviceMemory device;
  auto name = next_word(line);
  auto kind = next_word(line);
  if (!name || !kind || (*kind != "gpu" && *kind != "host")) return false;
  device.device = *name;
  device.gpu = *kind == "gpu";
  for (auto* part : {&device.weights, &device.kv, &device.compute, &device.output, &device.copied})
    if (!read(line, part->value)) return false;
  into.push_back(device);
  return true;
}

tl::unexpected<Error> not_a_plan() {
  return refused("the planner tare-dry-plan printed something that is no plan.");
}

}  // namespace

std::string plan_text(const DryPlan& plan) {
  auto text = fmt::format("layers {}\n", plan.layers);
  for (const auto& one : plan.memory)
    text += fmt::format("device {} {} {} {} {} {} {}\n", one.device, one.gpu ? "gpu" : "host",
                        one.weights.value, one.kv.value, one.compute.value, one.output.value,
                        one.copied.value);
  return text;
}

std::string plan_text(const LayerFit& fit) {
  return fmt::format("fit {} {} {}\n", fit.layers, fit.all, fit.needed.value);
}

std::string plan_text(const Error& error) {
  return fmt::format("error {} {}\n", error.kind == ErrorKind::bad_input ? "bad_input" : "refused",
                     printable(error.text));
}

Result<PlanText> parse_plan(std::string_view text) {
  PlanText result;
  while (auto line = next_line(text)) {
    auto rest = *line;
    auto word = next_word(rest);
    bool good = false;
    if (word == "layers") {
      good = read(rest, result.plan.layers);
    } else if (word == "device") {
      good = read_device(rest, result.plan.memory);
    } else if (word == "fit") {
      auto& fit = result.fit.emplace();
      good = read(rest, fit.layers) && read(rest, fit.all) && read(rest, fit.needed.value);
    } else if (word == "error") {
      auto kind = next_word(rest);
      auto why = std::string(trim(rest));
      if (kind == "bad_input") return bad_input(why);
      if (kind == "refused") return refused(why);
    }
    if (!good) return not_a_plan();
  }
  if (result.plan.layers == 0 && !result.fit) return not_a_plan();
  return result;
}

}  // namespace tare::llama
