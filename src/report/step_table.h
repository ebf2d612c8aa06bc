// The table of a profile's steps, made row by row as they are measured: the same text live and from
// a stored run. Pure: it returns what to print.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/columns.h"
#include "report/step_details.h"

namespace tare {

struct TableStyle {
  Lang lang = Lang::en;
  bool wide = false;
  bool color = false;     // bold title, dim details
  std::size_t width = 0;  // of the terminal; 0: no limit
};

class StepTable {
 public:
  // `scenario` names the profile ("load") or the program; `known` are notes known beforehand: all
  // of a stored run's, none in a live one.
  StepTable(TableStyle style, std::string scenario, std::vector<Note> known = {});
  // Widens the column of names for steps that no profile has. Before the first add().
  void expect(std::span<const Step> steps);

  // The lines that this step adds: title and columns before the first one, then its row with the
  // parts that came before it, libraries, who keeps what, and what the program gave up. A part is
  // kept until its step comes and returns nothing.
  std::string add(const Step& step);

  // What stands below: parts without a step, legend, and one line for each reason.
  std::string foot();

 private:
  std::string head(const Step& first);
  std::string row(const Step& step);
  std::string list_rows(const DetailList& list);
  std::string detail(std::string_view label, const std::map<Column, std::string>& cells,
                     std::string_view after = {});
  std::string said(std::string_view text) const;

  TableStyle style_;
  std::string scenario_;
  StepTeller teller_;
  std::vector<Column> columns_;
  std::size_t label_width_ = 0;
  Footnotes footnotes_;
  bool vram_seen_ = false;
  std::size_t cards_ = 0;
  bool details_ = false;
};

// The whole table of a stored run, foot included.
std::string step_table(const Run& run, TableStyle style);

}  // namespace tare
