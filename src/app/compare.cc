#include "app/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "report/comparison.h"

namespace tare {

namespace {

constexpr std::array kLoadProfiles = {"performance", "balanced", "cpu_fallback"};
constexpr int kSmallestContext = 256;
constexpr const char* kTurns = "12";

std::optional<std::string> passed(const ProfileSettings& settings, std::string_view flag) {
  for (std::size_t i = 0; i + 1 < settings.passed.size(); i += 2)
    if (settings.passed[i] == flag) return settings.passed[i + 1];
  return std::nullopt;
}

std::vector<PlannedRun> gpu_runs(const ProfileSettings& settings) {
  std::vector<PlannedRun> runs;
  auto add = [&](std::string variant, const char* flag, std::string value) {
    runs.push_back({.profile = Profile::gpu,
                    .variant = std::move(variant),
                    .options = {flag, std::move(value), "--no-warm"}});
  };
  for (const auto* profile : kLoadProfiles) add(profile, "--gpu-profile", profile);
  for (int layers : settings.layers) {
    auto text = layers < 0 ? std::string("all layers")
                           : fmt::format("{} layer{}", layers, layers == 1 ? "" : "s");
    add(text, "--gpu-layers", std::to_string(layers));
  }
  return runs;
}

class SettingsRuns {
 public:
  explicit SettingsRuns(const ProfileSettings& settings) {
    if (!passed(settings, "--turns")) common_ = {"--turns", kTurns};
  }
  void add(std::string variant, const std::vector<std::string>& options) {
    bool warm = std::ranges::find(options, "--warm") != options.end();
    PlannedRun run{.profile = Profile::settings, .variant = std::move(variant), .options = common_};
    if (!warm) run.options.emplace_back("--no-warm");
    run.options.insert(run.options.end(), options.begin(), options.end());
    runs.push_back(std::move(run));
  }
  void add_default() {
    add(std::string(kDefault), {});
    runs.back().repeat = ++defaults_;
  }

  std::vector<PlannedRun> runs;

 private:
  std::vector<std::string> common_;
  int defaults_ = 0;
};

std::vector<PlannedRun> settings_runs(const ProfileSettings& settings) {
  bool performance = passed(settings, "--gpu-profile") == "performance";
  bool locked = performance || passed(settings, "--gpu-profile") == "balanced";
  auto ctx = to_number<int>(passed(settings, "--ctx").value_or(performance ? "4096" : "2048"));
  auto kv = passed(settings, "--kv-type").value_or("f16") == "q8_0" ? "f16" : "q8_0";
  SettingsRuns planned(settings);
  planned.add(std::string(kRunIn), {});
  planned.runs.back().options = {"--turns", "1", "--no-warm"};
  planned.add_default();
  for (int part : {2, 4}) {
    int limit = ctx.value_or(0) / part;
    if (limit < kSmallestContext) continue;
    planned.add(fmt::format("n_ctx {}", limit), {"--ctx", std::to_string(limit)});
  }
  planned.add(fmt::format("kv_type {}", kv), {"--kv-type", kv});
  planned.add_default();
  planned.add("context_limit 2", {"--context-limit", "2"});
  planned.add(locked ? "no mlock" : "mlock", {locked ? "--no-mlock" : "--mlock"});
  planned.add("warm-up", {"--warm"});
  planned.add_default();
  return std::move(planned.runs);
}

}  // namespace

bool compares(Profile profile) {
  return profile == Profile::gpu || profile == Profile::ipc || profile == Profile::settings;
}

std::vector<PlannedRun> compared_runs(Profile profile, const ProfileSettings& settings) {
  switch (profile) {
    case Profile::gpu:
      return gpu_runs(settings);
    case Profile::settings:
      return settings_runs(settings);
    case Profile::ipc:
    case Profile::startup:
    case Profile::load:
    case Profile::conversation:
      return {{.profile = profile}};
  }
  return {};
}

std::string_view scenario_of(Profile profile) {
  if (profile == Profile::gpu) return name(Profile::load);
  if (profile == Profile::settings) return name(Profile::conversation);
  return name(profile);
}

bool has_model(Profile profile) { return profile != Profile::startup && profile != Profile::ipc; }

std::vector<Note> notes_of(const PlannedRun& planned) {
  if (!compares(planned.profile)) return {};
  std::vector<Note> notes = {{"comparison", std::string(name(planned.profile))}};
  if (!planned.variant.empty()) notes.push_back({"comparison.variant", planned.variant});
  return notes;
}

Result<> check_options(Profile profile, const ProfileSettings& settings) {
  if (profile == Profile::gpu)
    for (auto flag : {"--gpu-layers", "--gpu-profile"})
      if (passed(settings, flag))
        return bad_input(fmt::format(
            "{} is what tare profile gpu varies: leave it out, and use --layers 0,8,all for "
            "further numbers of layers.",
            flag));
  return {};
}

}  // namespace tare
