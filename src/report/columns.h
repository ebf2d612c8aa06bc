// The columns of a step table and what stands in each cell: one place for text, Markdown and the
// live table. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/figures.h"
#include "core/run.h"
#include "report/footnotes.h"

namespace tare {

enum class Column {
  messages,
  ram,
  vram,
  system,
  plus_ram,
  plus_vram,
  delta_ram,
  delta_vram,
  // --wide
  anon,
  file,
  shmem,
  own,
  swap,
  peak,
  vram_process,
  vram_device,
  prompt_speed,
  reply_speed,
  first_token
};

std::vector<Column> columns_of(bool messages, bool wide);
std::string_view title(Lang lang, Column column);
std::size_t width(Lang lang, Column column);

// One row's step with what it is compared with; `previous` is null on the first row.
struct RowOf {
  const Step& step;
  const Step& first;
  const Step* previous = nullptr;
  VramBasis basis = VramBasis::process;
};
// "163.00", "+3.30", "-" where there is nothing to compare with, "-a" where it could not be read.
std::string cell(Lang lang, Column column, const RowOf& row, Footnotes& footnotes);

}  // namespace tare
