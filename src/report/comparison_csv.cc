#include "report/comparison_csv.h"

#include <algorithm>

#include "report/comparison.h"
#include "report/csv.h"
#include "report/ipc_figures.h"

namespace tare {

namespace {

template <class Number>
std::string cell(const std::optional<Number>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

std::string line(const std::vector<std::string>& cells) {
  return fmt::format("{}\n", fmt::join(cells, ","));
}

std::string variants_csv(const std::vector<Variant>& variants) {
  std::vector<std::string> header = {"run", "variant", "layers_asked", "layers_placed", "layers",
                                     "ctx", "batch",   "threads",      "kv_type",       "mlock"};
  for (const auto& facts : quantities()) header.emplace_back(facts.key);
  for (auto more : {"gave_up", "failure"}) header.emplace_back(more);
  auto text = line(header);
  for (const auto& v : variants) {
    std::vector<std::string> cells = {csv_text(v.run->facts.id),
                                      csv_text(v.name),
                                      cell(v.asked_layers),
                                      cell(v.placed),
                                      cell(v.layers),
                                      cell(v.ctx),
                                      cell(v.batch),
                                      cell(v.threads),
                                      csv_text(v.kv_type),
                                      v.mlock ? "1" : "0"};
    for (const auto& facts : quantities()) {
      const auto& value = v.figure(facts.quantity).value;
      bool whole = facts.unit == Unit::bytes;
      cells.push_back(!value  ? std::string()
                      : whole ? fmt::format("{:.0f}", *value)
                              : fmt::format("{:.3f}", *value));
    }
    cells.push_back(csv_text(fmt::format("{}", fmt::join(v.gave_up, " "))));
    cells.push_back(csv_text(v.failure));
    text += line(cells);
  }
  return text;
}

std::string ipc_csv(const RunList& runs) {
  std::string text = "run,way,state,command,count,median_ns,p99_ns,max_ns\n";
  auto whole = [](double value) { return fmt::format("{:.0f}", value); };
  for (const auto* run : runs)
    for (const auto& row : ipc_figures(*run).rows)
      text += line({csv_text(run->facts.id), std::string(name(row.way)), csv_text(row.state),
                    csv_text(row.command), std::to_string(row.times.count), whole(row.times.median),
                    whole(row.times.p99), whole(row.times.highest)});
  return text;
}

}  // namespace

std::optional<std::string> comparison_csv(std::span<const Run> runs) {
  if (runs.empty()) return std::nullopt;
  auto kind = comparison_of(runs.front());
  if (!kind) return std::nullopt;
  auto list = runs_of(*kind, runs);
  if (list.size() != runs.size()) return std::nullopt;
  if (*kind == ComparisonKind::ipc) return ipc_csv(list);
  if (list.size() < 2) return std::nullopt;
  return variants_csv(variants_of(list));
}

}  // namespace tare
