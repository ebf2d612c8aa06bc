#include "report/csv.h"

#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "core/figures.h"
#include "core/growth.h"
#include "report/title.h"

namespace tare {

namespace {

constexpr std::string_view kHeader =
    "run,scenario,variant,step,part,at_s,messages,rss,anon,file,shmem,own,uss,pss,swap,locked,"
    "peak_in_step,vram,vram_basis,vram_process,vram_device,system_total,system_available,"
    "system_used_percent,prompt_tokens_per_s,reply_tokens_per_s,first_token_ms,missing\n";

// Cells of one row, with the reasons of the empty ones gathered.
class Row {
 public:
  void text(std::string_view value) { cells_.push_back(csv_text(value)); }
  void reading(std::string_view column, const Reading& reading) {
    cells_.push_back(reading ? std::to_string((*reading).value) : "");
    if (reading) return;
    const auto& missing = reading.missing();
    missing_ += fmt::format("{}{}: {}", missing_.empty() ? "" : "; ", column, name(missing.why));
    if (!missing.detail.empty()) missing_ += fmt::format(" ({})", missing.detail);
  }
  std::string line() {
    cells_.push_back(csv_text(missing_));
    return fmt::format("{}\n", fmt::join(cells_, ","));
  }

 private:
  std::vector<std::string> cells_;
  std::string missing_;
};

void process_cells(Row& row, const Step& step) {
  const auto& process = step.sample.process;
  const std::array<std::pair<std::string_view, const Reading*>, 10> columns = {
      {{"rss", &process.rss},
       {"anon", &process.anon},
       {"file", &process.file},
       {"shmem", &process.shmem},
       {"own", &process.own},
       {"uss", &process.uss},
       {"pss", &process.pss},
       {"swap", &process.swap},
       {"locked", &process.locked},
       {"peak_in_step", &step.peak_in_step}}};
  for (const auto& [column, reading] : columns) row.reading(column, *reading);
}

void number_cell(Row& row, const Step& step, std::string_view key) {
  auto said = note(step, key);
  row.text(said && to_real(*said) ? *said : std::string_view{});
}

std::string row_of(const Run& run, const Step& step, std::span<const Note> notes) {
  Row row;
  row.text(run.facts.id);
  row.text(last_of(notes, "scenario").value_or(""));
  row.text(last_of(notes, "variant").value_or(""));
  row.text(step.name);
  row.text(step.part ? "1" : "0");
  row.text(fmt::format("{:.6f}", seconds(step.sample.at)));
  auto messages = messages_of(step);
  row.text(messages ? std::to_string(*messages) : "");
  process_cells(row, step);
  auto basis = vram_basis(run.steps.front().sample);
  row.reading("vram", vram(step.sample, basis));
  row.text(basis == VramBasis::process ? "process" : "device");
  row.reading("vram_process", total_of_process(step.sample.cards));
  row.reading("vram_device", total_used(step.sample.cards));
  row.reading("system_total", step.sample.machine.total);
  row.reading("system_available", step.sample.machine.available);
  auto percent = used_percent(step.sample.machine);
  row.text(percent ? fmt::format("{:.2f}", *percent) : "");
  for (auto key : {"prompt_tokens_per_s", "reply_tokens_per_s", "first_token_ms"})
    number_cell(row, step, key);
  return row.line();
}

}  // namespace

std::string csv_text(std::string_view text) {
  auto harmless = printable(text);
  if (harmless.find_first_of(",\"\n") == std::string::npos) return harmless;
  std::string out = "\"";
  for (char c : harmless) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string steps_csv(std::span<const Run> runs) {
  std::string text(kHeader);
  for (const auto& run : runs) {
    auto notes = all_notes(run);
    for (const auto& step : run.steps) text += row_of(run, step, notes);
  }
  return text;
}

}  // namespace tare
