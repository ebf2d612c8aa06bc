#include "report/step_details.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "report/title.h"

namespace tare {

namespace {

constexpr std::size_t kListed = 6;
constexpr std::size_t kListedWide = 14;

std::string change_text(const Reading& now, const Reading& before) {
  auto change = difference(now, before);
  return change ? signed_mib_text(*change) : "-";
}

}  // namespace

std::string share_label(Lang lang, const Share& share) {
  switch (share.kind) {
    case ShareKind::mapping:
      return mapping_label(lang, share.name);
    case ShareKind::declared:
      return owner_label(lang, share.name);
    case ShareKind::heap_other:
      return std::string(word(lang, Word::heap_other));
    case ShareKind::others:
      return say(lang, Word::rest_of, share.count);
    case ShareKind::remainder:
      return std::string(word(lang, Word::remainder));
  }
  return {};
}

StepTeller::StepTeller(Lang lang, bool wide, std::vector<Note> known)
    : lang_(lang),
      wide_(wide),
      notes_(std::move(known)),
      model_known_(last_of(notes_, "model.layers").has_value()) {}

std::optional<StepDetails> StepTeller::add(const Step& step) {
  notes_.insert(notes_.end(), step.notes.begin(), step.notes.end());
  if (step.part) {
    parts_.push_back(step);
    return std::nullopt;
  }
  previous_ = std::exchange(last_, std::nullopt);
  if (!first_) {
    first_ = step;
    basis_ = vram_basis(step.sample);
  }
  StepDetails details{.said = said(step), .lists = {}};
  for (auto list : {parts(&step), libraries(step), keepers(step)})
    if (!list.rows.empty()) details.lists.push_back(std::move(list));
  if (step.name == steps::kEngine || step.name == steps::kLibraries) references_.push_back(step);
  parts_.clear();
  last_ = step;
  return details;
}

DetailList StepTeller::left_over() {
  previous_ = last_;
  auto list = parts(nullptr);
  parts_.clear();
  return list;
}

DetailRow StepTeller::cost(const Step& before, const Step& now, std::string_view label) const {
  return {.label = std::string(label),
          .ram = change_text(now.sample.process.rss, before.sample.process.rss),
          .vram = change_text(vram(now.sample, basis_), vram(before.sample, basis_)),
          .after = {}};
}

DetailList StepTeller::parts(const Step* step) const {
  DetailList list;
  if (parts_.empty()) return list;
  const Step* before = previous_ ? &*previous_ : nullptr;
  for (const auto& part : parts_) {
    if (before != nullptr) list.rows.push_back(cost(*before, part, step_label(lang_, part.name)));
    before = &part;
  }
  if (step == nullptr) return list;
  auto left = difference(step->sample.process.rss, before->sample.process.rss);
  if (left && *left != ByteDelta{})
    list.rows.push_back(cost(*before, *step, word(lang_, Word::between_parts)));
  return list;
}

DetailList StepTeller::libraries(const Step& step) const {
  if (!previous_ || !tells_libraries(step.name)) return {};
  return listed(std::string(word(lang_, Word::by_library)),
                library_costs(*previous_, step, wide_ ? kListedWide : kListed));
}

DetailList StepTeller::keepers(const Step& step) const {
  auto name = kept_reference(step.name);
  if (!name) return {};
  auto reference = std::ranges::find(references_, *name, &Step::name);
  if (reference == references_.end()) return {};
  return listed(say(lang_, Word::keepers, step_label(lang_, *name)),
                kept_above(*reference, step, wide_ ? kListedWide : kListed + 2));
}

DetailList StepTeller::listed(std::string title, const std::vector<Share>& shares) const {
  DetailList list{.title = std::move(title), .rows = {}};
  for (const auto& share : shares) {
    std::string after;
    if (share.own) after = say(lang_, Word::own_note, signed_mib_text(*share.own));
    if (share.reserved) after = say(lang_, Word::reserved_note, signed_mib_text(*share.reserved));
    list.rows.push_back({.label = share_label(lang_, share),
                         .ram = signed_mib_text(share.rss),
                         .vram = {},
                         .after = std::move(after)});
  }
  return list;
}

std::vector<std::string> StepTeller::said(const Step& step) {
  std::vector<std::string> lines;
  if (!model_known_ && note(step, "model.layers")) {
    model_known_ = true;
    lines.push_back(fmt::format("{} | {} | {}", model_text(notes_), layers_text(lang_, notes_),
                                settings_text(lang_, notes_)));
  }
  for (const auto& each : step.notes) {
    if (each.key == "gave_up") lines.push_back(say(lang_, Word::gave_up, printable(each.value)));
    if (each.key == "warning") lines.push_back(say(lang_, Word::warning, printable(each.value)));
  }
  if (auto told = note(step, "unload")) lines.push_back(printable(*told));
  if (step.late) lines.emplace_back(word(lang_, Word::late));
  return lines;
}

}  // namespace tare
