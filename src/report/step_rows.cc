#include "report/step_rows.h"

#include "report/columns.h"
#include "report/title.h"

namespace tare {

StepRows step_rows(Lang lang, bool wide, const Run& run) {
  if (run.steps.empty()) return {};
  auto columns = columns_of(note(run, "scenario") == "conversation", wide);
  Footnotes footnotes(lang);
  StepRows table{.header = {std::string(word(lang, Word::col_step))},
                 .lines = {std::string(word(lang, Word::legend))}};
  for (auto column : columns) table.header.emplace_back(title(lang, column));
  const auto& first = run.steps.front();
  const Step* previous = nullptr;
  for (const auto& step : run.steps) {
    if (step.part) continue;
    RowOf of{step, first, previous, vram_basis(first.sample)};
    auto& row = table.rows.emplace_back();
    row.push_back(step_label(lang, step.name));
    for (auto column : columns) row.push_back(cell(lang, column, of, footnotes));
    previous = &step;
  }
  for (auto& line : footnotes.lines()) table.lines.push_back(std::move(line));
  return table;
}

}  // namespace tare
