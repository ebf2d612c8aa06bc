#include "cli/run_page.h"

#include <map>
#include <utility>

#include "cli/places.h"
#include "core/figures.h"
#include "report/comparison.h"
#include "report/page.h"
#include "sqlite/run_file.h"

namespace tare {

namespace {

// Of each profile the text file's name, with another ending.
constexpr std::pair<std::string_view, std::string_view> kPages[] = {
    {"startup", "memory_profile_basic.html"},
    {"load", "memory_profile_llm.html"},
    {"conversation", "memory_profile_conversation.html"},
};

// Of each file that can be read, by its run's id.
std::map<std::string, Timeline> lines_of(const std::vector<std::string>& files) {
  std::map<std::string, Timeline> lines;
  for (const auto& path : files)
    if (auto read = read_with_line(path)) lines[read->run.facts.id] = std::move(read->line);
  return lines;
}

}  // namespace

Result<RunWithLine> read_with_line(const std::string& path) {
  auto file = RunFile::open(path);
  if (!file) return pass(file.error());
  TimelineMaker maker;
  auto run = (*file)->read([&](const Sample& sample) { maker.add(sample); });
  if (!run) return pass(run.error());
  auto line = maker.finish(*run);
  return RunWithLine{std::move(*run), std::move(line)};
}

Result<> write_page(const std::string& path, Lang lang, std::span<const Run> shown,
                    std::span<const Timeline> lines, std::span<const Run> all) {
  return write_file(path, page_html(lang, shown, lines, all));
}

WrittenPages write_profile_pages(Lang lang, const std::vector<Run>& runs,
                                 const std::vector<std::string>& files) {
  WrittenPages written;
  auto kept = lines_of(files);
  for (const auto& [scenario, path] : kPages) {
    std::vector<Run> shown;
    std::vector<Timeline> lines;
    for (const auto& run : runs) {
      if (note(run, "scenario") != scenario || comparison_of(run)) continue;
      shown.push_back(run);
      auto line = kept.find(run.facts.id);
      lines.push_back(line != kept.end() ? std::move(line->second) : timeline_of(run));
    }
    if (shown.empty()) continue;
    auto done = write_page(std::string(path), lang, shown, lines, runs);
    if (done)
      written.files.emplace_back(path);
    else if (!written.failed)
      written.failed = done.error();
  }
  return written;
}

}  // namespace tare
