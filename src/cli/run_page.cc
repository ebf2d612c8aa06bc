#include "cli/run_page.h"

#include <algorithm>

#include "cli/places.h"
#include "core/figures.h"
#include "report/page.h"
#include "report/title.h"
#include "sqlite/run_file.h"

namespace tare {

namespace {

// Of each profile the text file's name, with another ending.
constexpr std::pair<std::string_view, std::string_view> kPages[] = {
    {"startup", "memory_profile_basic.html"},
    {"load", "memory_profile_llm.html"},
    {"conversation", "memory_profile_conversation.html"},
};

Timeline line_of(const Run& run, const std::vector<std::string>& files) {
  for (const auto& path : files) {
    auto read = read_with_line(path);
    if (read && read->run.facts.id == run.facts.id) return std::move(read->line);
  }
  return timeline_of(run);
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
  for (const auto& [scenario, path] : kPages) {
    std::vector<Run> shown;
    std::vector<Timeline> lines;
    for (const auto& run : runs) {
      if (note(run, "scenario") != scenario) continue;
      shown.push_back(run);
      lines.push_back(line_of(run, files));
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
