// The driver of `tare profile`: each wanted profile in a fresh desktop-mate, recorded into a run of
// its own. It prints nothing: hooks do. Everything of the system comes in through doors.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/record_run.h"

namespace tare {

enum class Profile { startup, load, conversation, gpu, ipc, settings };
constexpr std::string_view name(Profile profile) {
  switch (profile) {
    case Profile::startup:
      return "startup";
    case Profile::load:
      return "load";
    case Profile::conversation:
      return "conversation";
    case Profile::gpu:
      return "gpu";
    case Profile::ipc:
      return "ipc";
    case Profile::settings:
      return "settings";
  }
  return "startup";
}

// "startup", "load", "conversation", "all" (these three), or 1 to 4; "gpu", "ipc", "settings", or 5
// to 7. Each is wanted once, in that order. Bad input for any other word.
Result<std::vector<Profile>> profiles_named(const std::vector<std::string>& words);

// One execution of desktop-mate. A load is two: cold, then warm. A comparison (app/compare.h) is as
// many as it has variants.
struct PlannedRun {
  Profile profile = Profile::startup;
  bool warm = false;
  std::string variant = {};               // of a comparison: what is special in this run
  int repeat = 0;                         // which of several of that variant, from 1; 0: the one
  std::vector<std::string> options = {};  // for desktop-mate, over ProfileSettings::passed
};
std::string label(const PlannedRun& run);  // "startup", "load-cold", "gpu-performance", …

struct ProfileSettings {
  std::string desktop_mate;         // its path
  std::vector<std::string> passed;  // options handed on to it, in pairs: {"--ctx", "2048"}
  std::vector<int> layers = {};     // that gpu tries beside the profiles; -1: all
  std::optional<Bytes> stand_in_gpu;
  std::string folder;  // where run files go
  std::string out;     // the run's file instead; of several runs "NAME-load-warm.tare"
  RecordOptions record;
  std::vector<Note> host;
};

std::vector<PlannedRun> runs_of(Profile profile, const ProfileSettings& settings);

struct StartedStandIn {
  std::unique_ptr<CardSource> card;
  std::string endpoint;  // HOST:PORT
};

struct ProfileDoors {
  Platform& platform;
  std::vector<CardSource*> cards;
  std::function<Result<std::unique_ptr<Program>>(const std::vector<std::string>& argv)> start;
  std::function<Result<std::unique_ptr<RunStore>>(const std::string& path)> store;
  std::function<Result<Run>(const std::string& path)> read;  // a run that has ended
  std::function<Result<StartedStandIn>(Bytes size)> stand_in;
  std::function<std::chrono::system_clock::time_point()> date;
};

struct ProfileHooks : RecordHooks {
  virtual void on_begin(const PlannedRun& /*planned*/) {}
  // The program has ended, or could not be started (then `run` has no steps). `failure` says in one
  // sentence why the run is not whole; null when it is.
  virtual void on_end(const PlannedRun& /*planned*/, const Run& /*run*/, const Error* /*failure*/) {
  }
  // All runs of a profile are over.
  virtual void on_profile(Profile /*profile*/) {}
};

struct Profiled {
  std::vector<Run> runs;           // those that began, whole or not
  std::vector<std::string> files;  // of each run, as long as it could be kept
  std::optional<Error> first_failure;
  int exit_code = 0;  // 0; 128 + signal when interrupted; the program's own 2 or 3; else 3
};

// A profile that fails ends there, the next one runs all the same, and so does the next variant of
// a comparison; an interruption ends all.
Profiled profile_mate(const ProfileDoors& doors, const ProfileSettings& settings,
                      const std::vector<Profile>& wanted, ProfileHooks& hooks);

}  // namespace tare
