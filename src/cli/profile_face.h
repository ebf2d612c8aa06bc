// What `tare profile` shows while it runs: each row as it is measured, a line of progress, and the
// text file of each profile when it is over.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/profile_mate.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/step_table.h"

namespace tare {

// memory_profile_basic.txt, _llm.txt, _conversation.txt: the seed's names; and _gpu.txt, _ipc.txt,
// _settings.txt.
std::string text_file_of(Profile profile);

class ProfileFace : public ProfileHooks {
 public:
  // `turns`: of the conversation, for the progress. `known`: notes for the first title, as the
  // model that was asked for.
  ProfileFace(const OutputOptions& options, Lang lang, std::uint64_t turns,
              std::vector<Note> known);

  void on_begin(const PlannedRun& planned) override;
  void on_step(const Step& step, const Step* first, const Step* previous) override;
  void on_turn(const Turn& turn) override;
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
  std::uint64_t turns_;
  std::vector<Note> known_;
  ProgressLine progress_;
  std::optional<StepTable> table_;
  PlannedRun planned_;
  std::uint64_t answered_ = 0;
  bool new_table_ = true;
  std::vector<Run> all_;       // so far
  std::vector<Run> profiles_;  // of the profile that runs
  std::string cut_;
  std::optional<Error> unwritten_;
  std::vector<std::string> written_;
};

}  // namespace tare
