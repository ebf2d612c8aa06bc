#include "cli/profile_face.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/places.h"
#include "report/text.h"

namespace tare {

std::string text_file_of(Profile profile) {
  switch (profile) {
    case Profile::startup:
      return "memory_profile_basic.txt";
    case Profile::load:
      return "memory_profile_llm.txt";
    case Profile::conversation:
      return "memory_profile_conversation.txt";
    case Profile::gpu:
      return "memory_profile_gpu.txt";
    case Profile::ipc:
      return "memory_profile_ipc.txt";
    case Profile::settings:
      return "memory_profile_settings.txt";
  }
  return "memory_profile.txt";
}

ProfileFace::ProfileFace(const OutputOptions& options, Lang lang, std::uint64_t turns,
                         std::vector<Note> known)
    : options_(options),
      lang_(lang),
      turns_(turns),
      known_(std::move(known)),
      progress_(progress_mode(options)) {}

void ProfileFace::print(const std::string& text) {
  if (text.empty() || !options_.text()) return;
  progress_.clear();
  print_out(text);
}

void ProfileFace::on_begin(const PlannedRun& planned) {
  planned_ = planned;
  answered_ = 0;
  new_table_ = true;
  auto known = planned.profile == Profile::startup ? std::vector<Note>{} : known_;
  if (planned.profile == Profile::load)
    known.push_back({"variant", planned.warm ? "warm" : "cold"});
  table_.emplace(terminal_style(options_, lang_), std::string(name(planned.profile)),
                 std::move(known));
}

void ProfileFace::on_step(const Step& step, const Step* /*first*/, const Step* /*previous*/) {
  auto text = table_->add(step);
  if (text.empty()) return;
  // A blank line between two tables.
  if (new_table_ && !all_.empty()) print("\n");
  print(text);
  new_table_ = false;
}

void ProfileFace::on_turn(const Turn& turn) { answered_ = turn.number; }

void ProfileFace::on_sample(const Sample& sample) {
  auto text = fmt::format("{}: {:.1f} s", label(planned_), seconds(sample.at));
  if (sample.process.rss) text += fmt::format(", RAM {} MiB", mib_text(*sample.process.rss));
  if (answered_ > 0)
    text += planned_.profile == Profile::conversation
                ? fmt::format(", message {} of {}", answered_, turns_)
                : fmt::format(", message {}", answered_);
  progress_.show(text, Clock::now());
}

void ProfileFace::on_warning(std::string_view text) {
  progress_.clear();
  if (!options_.quiet) fmt::print(stderr, "tare: {}\n", text);
}

void ProfileFace::on_end(const PlannedRun& /*planned*/, const Run& run, const Error* failure) {
  progress_.clear();
  print(table_->foot());
  if (failure != nullptr) {
    std::fflush(stdout);
    fmt::print(stderr, "tare: {}\n", failure->text);
    cut_ = failure->text;
  }
  if (run.steps.empty()) return;
  all_.push_back(run);
  profiles_.push_back(run);
}

void ProfileFace::on_profile(Profile profile) {
  // Without a single row there is nothing to keep, and an older file stays.
  if (!profiles_.empty()) {
    auto path = text_file_of(profile);
    TableStyle style{.lang = lang_, .wide = options_.wide};
    auto saved = write_file(path, report_text(style, profiles_, all_, cut_));
    if (saved)
      written_.push_back(path);
    else if (!unwritten_)
      unwritten_ = saved.error();
  }
  profiles_.clear();
  cut_.clear();
}

}  // namespace tare
