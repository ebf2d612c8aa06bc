// What is told under a step's row: its parts, libraries, who keeps what, and what the program said.
// Steps come in as they are measured; text and page lay the same rows out. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/figures.h"
#include "report/attribution.h"
#include "report/words.h"

namespace tare {

struct DetailRow {
  std::string label;
  std::string ram;    // signed MiB, "-" where unknown
  std::string vram;   // the same; empty where nothing is told of VRAM
  std::string after;  // more in words, may be empty
};

struct DetailList {
  std::string title;  // empty: parts
  std::vector<DetailRow> rows;
};

struct StepDetails {
  std::vector<std::string> said;  // sentences of the program and of the recorder
  std::vector<DetailList> lists;  // none is empty
};

class StepTeller {
 public:
  // `known`: notes known beforehand, as for StepTable.
  StepTeller(Lang lang, bool wide, std::vector<Note> known);

  // Nothing for a part: it is told under the step that comes after it.
  std::optional<StepDetails> add(const Step& step);
  // Parts whose step never came.
  DetailList left_over();

  const std::vector<Note>& notes() const { return notes_; }
  const std::optional<Step>& first() const { return first_; }
  const std::optional<Step>& previous() const { return previous_; }  // before the last added
  VramBasis basis() const { return basis_; }

 private:
  DetailList parts(const Step* step) const;
  DetailList libraries(const Step& step) const;
  DetailList keepers(const Step& step) const;
  DetailList listed(std::string title, const std::vector<Share>& shares) const;
  std::vector<std::string> said(const Step& step);
  DetailRow cost(const Step& before, const Step& now, std::string_view label) const;

  Lang lang_;
  bool wide_;
  std::vector<Note> notes_;
  bool model_known_ = false;
  VramBasis basis_ = VramBasis::process;
  std::optional<Step> first_;
  std::optional<Step> previous_;
  std::optional<Step> last_;
  std::vector<Step> parts_;
  std::vector<Step> references_;  // steps that later ones are told against
};

// Label of one row of attribution.
std::string share_label(Lang lang, const Share& share);

}  // namespace tare
