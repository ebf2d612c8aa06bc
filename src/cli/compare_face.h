// What `tare profile gpu|ipc|settings` shows: a line when each variant is measured, the table when
// all are, and the comparison's text file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/profile_mate.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace tare {

class CompareFace : public ProfileHooks {
 public:
  // `settings` outlives it: it tells how many runs are to come.
  CompareFace(const OutputOptions& options, Lang lang, const ProfileSettings& settings);

  void on_begin(const PlannedRun& planned) override;
  void on_sample(const Sample& sample) override;
  void on_warning(std::string_view text) override;
  void on_end(const PlannedRun& planned, const Run& run, const Error* failure) override;
  void on_profile(Profile profile) override;

  // The first text file that could not be written.
  const std::optional<Error>& unwritten() const { return unwritten_; }
  const std::vector<std::string>& written() const { return written_; }

 private:
  void print(const std::string& text);

  OutputOptions options_;
  Lang lang_;
  const ProfileSettings& settings_;
  ProgressLine progress_;
  PlannedRun planned_;
  std::size_t number_ = 0;  // of the run in its comparison
  std::size_t of_ = 0;
  bool printed_ = false;
  std::vector<Run> runs_;  // of the comparison that runs
  std::string cut_;
  std::optional<Error> unwritten_;
  std::vector<std::string> written_;
};

}  // namespace tare
