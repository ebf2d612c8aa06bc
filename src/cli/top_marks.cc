#include "cli/top_marks.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/text.h"

namespace tare {

namespace {

constexpr std::size_t kTail = 4096;
constexpr std::size_t kMostLines = 10;

}  // namespace

std::vector<std::string> last_lines(std::string_view text, std::size_t most) {
  std::vector<std::string> lines;
  while (auto line = next_line(text)) {
    while (line->ends_with('\r')) line->remove_suffix(1);
    auto over = line->rfind('\r');
    if (over != std::string_view::npos) line->remove_prefix(over + 1);
    lines.emplace_back(*line);
  }
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<long>(most));
  return lines;
}

TopMarks::TopMarks(Platform& platform, const std::vector<CardSource*>& cards, LinuxProgram& program,
                   WatchModel& model, int output)
    : platform_(&platform),
      program_(&program),
      model_(&model),
      readings_(platform, cards, program.pid(), Duration{}),
      begin_(platform.now()),
      output_(output) {}

bool TopMarks::take(const Event& event) {
  if (const auto* mark = std::get_if<Mark>(&event)) return take_mark(*mark);
  if (const auto* ended = std::get_if<Ended>(&event)) {
    model_->program->end = ended->end;
    read_output();
    return true;
  }
  if (const auto* stop = std::get_if<Interrupted>(&event)) {
    if (interrupted_ == 0) interrupted_ = stop->signal;
    return true;
  }
  if (const auto* bad = std::get_if<BadMark>(&event)) {
    model_->warning = bad->why;
    return true;
  }
  return false;
}

bool TopMarks::take_mark(const Mark& mark) {
  auto at = platform_->now() - begin_;
  if (const auto* said = std::get_if<StepMark>(&mark.what)) {
    Step step{.name = said->name, .part = said->part};
    readings_.measure(step, at);
    program_->answer(mark.caller);
    model_->take(step);
    return true;
  }
  if (const auto* said = std::get_if<TurnMark>(&mark.what)) {
    program_->answer(mark.caller);
    model_->take(Turn{.number = said->number,
                      .at = at,
                      .prompt_tokens = said->prompt_tokens,
                      .reply_tokens = said->reply_tokens});
    return true;
  }
  return false;  // notes, declared memory, scopes: `tare profile` keeps them
}

void TopMarks::read_output() {
  struct stat facts{};
  if (output_ < 0 || ::fstat(output_, &facts) != 0) return;
  std::array<char, kTail> buffer;
  auto from = facts.st_size > static_cast<off_t>(kTail) ? facts.st_size - static_cast<off_t>(kTail)
                                                        : off_t{0};
  auto got = ::pread(output_, buffer.data(), buffer.size(), from);
  if (got < 0) return;
  model_->program->output =
      last_lines(std::string_view(buffer.data(), static_cast<std::size_t>(got)), kMostLines);
}

}  // namespace tare
