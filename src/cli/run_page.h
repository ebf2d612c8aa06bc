// Stored runs read without their samples, which are thinned on the way: a run of any length takes
// the memory of a short one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/run.h"
#include "report/timeline.h"
#include "report/words.h"

namespace tare {

struct RunWithLine {
  Run run;  // no samples
  Timeline line;
};
Result<RunWithLine> read_with_line(const std::string& path);

// Writes the page of `shown`; `all` may hold more runs, on which figures rest. Whole or not at all.
Result<> write_page(const std::string& path, Lang lang, std::span<const Run> shown,
                    std::span<const Timeline> lines, std::span<const Run> all);

// memory_profile_basic.html and so on: beside each text file of a profile, with its name. `runs`
// are those that began, `files` where they were kept; a run that could not be kept has no samples.
// Returns what was written, and the first failure.
struct WrittenPages {
  std::vector<std::string> files;
  std::optional<Error> failed;
};
WrittenPages write_profile_pages(Lang lang, const std::vector<Run>& runs,
                                 const std::vector<std::string>& files);

}  // namespace tare
