#include "cli/compare_face.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/places.h"
#include "cli/profile_face.h"
#include "report/comparison_blocks.h"
#include "report/text.h"

namespace tare {

CompareFace::CompareFace(const OutputOptions& options, Lang lang, const ProfileSettings& settings)
    : options_(options), lang_(lang), settings_(settings), progress_(progress_mode(options)) {}

void CompareFace::print(const std::string& text) {
  if (text.empty() || !options_.text()) return;
  progress_.clear();
  print_out(text);
}

void CompareFace::on_begin(const PlannedRun& planned) {
  if (runs_.empty() && number_ == of_) {
    number_ = 0;
    of_ = runs_of(planned.profile, settings_).size();
    if (printed_) print("\n");
  }
  ++number_;
  planned_ = planned;
}

void CompareFace::on_sample(const Sample& sample) {
  auto text =
      fmt::format("{} ({} of {}): {:.1f} s", label(planned_), number_, of_, seconds(sample.at));
  if (sample.process.rss) text += fmt::format(", RAM {} MiB", mib_text(*sample.process.rss));
  progress_.show(text, Clock::now());
}

void CompareFace::on_warning(std::string_view text) {
  progress_.clear();
  if (!options_.quiet) fmt::print(stderr, "tare: {}\n", text);
}

void CompareFace::on_end(const PlannedRun& planned, const Run& run, const Error* failure) {
  progress_.clear();
  if (failure == nullptr && planned.variant == kRunIn)
    print(fmt::format("{}\n", word(lang_, CompareWord::run_in)));
  else if (failure == nullptr)
    print(measured_line(lang_, run));
  printed_ = true;
  if (failure != nullptr) {
    std::fflush(stdout);
    fmt::print(stderr, "tare: {}\n", failure->text);
    if (cut_.empty()) cut_ = failure->text;
  }
  if (!run.steps.empty()) runs_.push_back(run);
}

void CompareFace::on_profile(Profile profile) {
  auto table = findings_text(lang_, runs_);
  if (!table.empty()) print("\n" + table);
  if (!runs_.empty()) {
    auto path = text_file_of(profile);
    auto saved =
        write_file(path, report_text({.lang = lang_, .wide = options_.wide}, runs_, runs_, cut_));
    if (saved)
      written_.push_back(path);
    else if (!unwritten_)
      unwritten_ = saved.error();
  }
  runs_.clear();
  cut_.clear();
  number_ = of_ = 0;
}

}  // namespace tare
