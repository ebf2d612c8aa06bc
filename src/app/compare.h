// The comparisons of `tare profile`: one scenario, executed once for each variant of one thing,
// each in a fresh process and a run of its own. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "app/profile_mate.h"

namespace tare {

// gpu, ipc and settings.
bool compares(Profile profile);

// gpu: the load under each profile and number of layers.
// settings: a short conversation, each setting changed by itself, between repeated default runs
// that show the spread; before them a run-in, so that the first is not the only one that reads the
// disk. ipc: one run.
std::vector<PlannedRun> compared_runs(Profile profile, const ProfileSettings& settings);

// What desktop-mate is asked to live through: "load" for gpu, "conversation" for settings.
std::string_view scenario_of(Profile profile);
bool has_model(Profile profile);

// What the recorder says of a comparison's run (doc/marks.md): comparison, comparison.variant.
std::vector<Note> notes_of(const PlannedRun& planned);

// Options that a comparison varies itself, so that they make no sense beside it. Bad input.
Result<> check_options(Profile profile, const ProfileSettings& settings);

}  // namespace tare
