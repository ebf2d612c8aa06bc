// tare profile: the memory profiles of Desktop-Mate.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>

#include "app/compare.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/compare_face.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/profile_face.h"
#include "cli/run_page.h"
#include "linux/linux_platform.h"
#include "linux/linux_program.h"
#include "linux/stand_in_card.h"
#include "nvml/nvml_cards.h"
#include "probe/drm_cards.h"
#include "probe/host_facts.h"
#include "report/comparison.h"
#include "report/text.h"
#include "sqlite/run_file.h"

namespace tare {

namespace {

// An option of ours that desktop-mate gets as it is.
struct PassedOption {
  const char* flag;
  const char* help;
  bool number;
};
constexpr std::array kPassed = {
    PassedOption{"--model", "Model file (GGUF); else TARE_MODEL or the configuration's", false},
    PassedOption{"--ctx", "Context in tokens", true},
    PassedOption{"--batch", "Tokens decoded at once", true},
    PassedOption{"--threads", "Threads of the engine; else it chooses", true},
    PassedOption{"--gpu-layers", "Layers on the card; -1: all", true},
    PassedOption{"--gpu-profile", "performance, balanced, cpu_fallback or auto", false},
    PassedOption{"--kv-type", "Type of the KV cache: f16, q8_0, …", false},
    PassedOption{"--turns", "Messages of the conversation (100)", true},
    PassedOption{"--reply-tokens", "Tokens of each reply (load 50, conversation 32)", true},
    PassedOption{"--prompts", "File of prompts, one a line", false},
    PassedOption{"--context-limit", "Exchanges kept in the prompt", true},
    PassedOption{"--avatar", "ipc: a real avatar at HOST:PORT instead of the double", false},
    PassedOption{"--calls", "ipc: calls of each command in each state (1000)", true},
    PassedOption{"--config", "Configuration of Desktop-Mate", false},
    PassedOption{"--data", "Folder of Desktop-Mate's data", false},
};

struct ProfileOptions {
  OutputOptions output;
  std::vector<std::string> profiles;
  std::array<std::string, kPassed.size()> passed;
  std::string stand_in_gpu;
  std::string layers;
  std::string out;
  std::string desktop_mate;
  int interval_ms = 100;
};

std::string whole_number(const std::string& text) {
  if (to_number<std::int64_t>(text)) return {};
  return fmt::format("'{}' is not a whole number", printable(text, 64));
}

std::string value_of(const ProfileOptions& options, std::string_view flag) {
  for (std::size_t i = 0; i < kPassed.size(); ++i)
    if (kPassed[i].flag == flag) return options.passed[i];
  return {};
}

// The model that was asked for, as far as it is known before it is loaded.
std::vector<Note> model_notes(std::string path) {
  const char* asked = std::getenv("TARE_MODEL");
  if (path.empty() && asked != nullptr) path = asked;
  std::error_code error;
  auto bytes = std::filesystem::file_size(path, error);
  if (error) return {};
  return {{"model.file", path}, {"model.bytes", std::to_string(bytes)}};
}

// The seed's menu. Nothing: the user quits.
std::optional<std::string> ask_profile() {
  fmt::print(
      "1 startup       process, configuration and avatar bridge, Qt\n"
      "2 load          model loaded, two replies: cold, then with warm-up\n"
      "3 conversation  100 messages, reset, unload\n"
      "4 all\n"
      "5 gpu           the load under each profile, compared\n"
      "6 ipc           what commands to the avatar cost, and how long they take\n"
      "7 settings      what each setting costs or saves\n"
      "0 quit\n");
  std::string line;
  while (true) {
    fmt::print("profile [0-7]: ");
    std::fflush(stdout);
    if (!std::getline(std::cin, line)) return std::nullopt;
    auto choice = std::string(trim(line));
    if (choice == "0") return std::nullopt;
    if (profiles_named({choice})) return choice;
    fmt::print("Type a number from 0 to 7.\n");
  }
}

// "0,8,16,all"
Result<std::vector<int>> layers_named(std::string_view text) {
  std::vector<int> list;
  while (!text.empty()) {
    auto comma = std::min(text.find(','), text.size());
    auto word = trim(text.substr(0, comma));
    auto number = word == "all" ? std::optional(-1) : to_number<int>(word);
    bool good = number && (*number >= 0 || word == "all") && *number <= 10000;
    if (!good)
      return bad_input(fmt::format(
          "--layers: '{}' is no number of layers; write numbers and all, as in 0,8,16,all.",
          printable(word, 64)));
    list.push_back(*number);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

Result<ProfileSettings> settings_of(const ProfileOptions& options) {
  ProfileSettings settings{.desktop_mate = options.desktop_mate, .out = options.out};
  settings.record.interval = std::chrono::milliseconds(options.interval_ms);
  if (!options.stand_in_gpu.empty()) {
    auto size = parse_size("--stand-in-gpu", options.stand_in_gpu);
    if (!size) return pass(size.error());
    settings.stand_in_gpu = *size;
  }
  if (settings.desktop_mate.empty()) {
    auto found = program_beside("desktop-mate");
    if (!found) return pass(found.error());
    settings.desktop_mate = *found;
  }
  for (std::size_t i = 0; i < kPassed.size(); ++i) {
    if (options.passed[i].empty()) continue;
    settings.passed.emplace_back(kPassed[i].flag);
    settings.passed.push_back(options.passed[i]);
  }
  auto layers = layers_named(options.layers);
  if (!layers) return pass(layers.error());
  settings.layers = std::move(*layers);
  if (settings.out.empty()) {
    auto folder = runs_folder();
    if (!folder) return pass(folder.error());
    settings.folder = *folder;
  }
  return settings;
}

Result<std::unique_ptr<Program>> start(const std::vector<std::string>& argv) {
  auto program = LinuxProgram::start({.argv = argv,
                                      .environment = {{"QT_QPA_PLATFORM", "offscreen"}},
                                      .standard_output = StandardOutput::standard_error,
                                      .die_with_us = true});
  if (!program) return pass(program.error());
  return std::unique_ptr<Program>(std::move(*program));
}

Result<std::unique_ptr<RunStore>> create_store(const std::string& path) {
  auto file = RunFile::create(path);
  if (!file) return pass(file.error());
  return std::unique_ptr<RunStore>(std::move(*file));
}

Result<Run> read_run(const std::string& path) {
  auto file = RunFile::open(path);
  if (!file) return pass(file.error());
  return (*file)->read();
}

Result<StartedStandIn> start_stand_in(Bytes size) {
  auto executable = program_beside("tare-stand-in-card");
  if (!executable) return pass(executable.error());
  auto card = StandInCard::start(size, *executable);
  if (!card) return pass(card.error());
  auto endpoint = (*card)->endpoint();
  return StartedStandIn{std::move(*card), std::move(endpoint)};
}

// NVML's worker must never be the thread that a signal ends us by: threads that are made while this
// lives don't take the signals that stop a profile.
class StopSignalsBlocked {
 public:
  StopSignalsBlocked() {
    sigset_t stop;
    sigemptyset(&stop);
    for (int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&stop, number);
    pthread_sigmask(SIG_BLOCK, &stop, &before_);
  }
  ~StopSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  StopSignalsBlocked(const StopSignalsBlocked&) = delete;
  StopSignalsBlocked& operator=(const StopSignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

std::unique_ptr<NvmlCards> nvidia_cards(Platform& platform) {
  StopSignalsBlocked blocked;
  return std::make_unique<NvmlCards>(platform);
}

// The seed's profiles row by row, then the comparisons.
Profiled run_all(const ProfileDoors& doors, const ProfileSettings& settings,
                 const std::vector<Profile>& wanted, ProfileFace& face, CompareFace& compare) {
  std::vector<Profile> seed;
  std::vector<Profile> comparisons;
  for (auto profile : wanted) (compares(profile) ? comparisons : seed).push_back(profile);
  auto all = profile_mate(doors, settings, seed, face);
  if (all.exit_code >= 128) return all;
  auto more = profile_mate(doors, settings, comparisons, compare);
  std::ranges::move(more.runs, std::back_inserter(all.runs));
  std::ranges::move(more.files, std::back_inserter(all.files));
  if (!all.first_failure) all.first_failure = more.first_failure;
  if (all.exit_code == 0 || more.exit_code >= 128) all.exit_code = more.exit_code;
  return all;
}

// The seed's findings are told once all runs are over; a comparison told its own.
std::vector<Run> of_the_seed(const std::vector<Run>& runs) {
  std::vector<Run> list;
  for (const auto& run : runs)
    if (!comparison_of(run)) list.push_back(run);
  return list;
}

// Findings and files, once all runs are over.
int finish(const OutputOptions& options, Lang lang, const ProfileFace& face,
           const CompareFace& compare, const Profiled& profiled) {
  int code = profiled.exit_code;
  for (const auto& unwritten : {face.unwritten(), compare.unwritten()}) {
    if (!unwritten) continue;
    auto refused = tell(*unwritten);
    if (code == 0) code = refused;
  }
  auto pages = write_profile_pages(lang, profiled.runs, profiled.files);
  if (pages.failed && !face.unwritten()) {
    auto refused = tell(*pages.failed);
    if (code == 0) code = refused;
  }
  if (options.quiet) return code;
  if (!options.text()) return print_out(formatted(options, lang, profiled.runs)) ? code : 3;
  auto found = findings_text(lang, of_the_seed(profiled.runs));
  if (!found.empty() && !print_out("\n" + found) && code == 0) code = 3;
  std::vector<std::string> files = face.written();
  files.insert(files.end(), compare.written().begin(), compare.written().end());
  files.insert(files.end(), pages.files.begin(), pages.files.end());
  files.insert(files.end(), profiled.files.begin(), profiled.files.end());
  if (!files.empty()) fmt::print(stderr, "saved: {}\n", fmt::join(files, ", "));
  return code;
}

int profile(ProfileOptions options) {
  auto lang = language(options.output);
  if (!lang) return tell(lang.error());
  if (options.profiles.empty()) {
    if (!standard_input_is_terminal() || !standard_output_is_terminal())
      return tell(
          {"Which profile? Name startup, load, conversation or all (or 1 to 4), or gpu, ipc or "
           "settings (or 5 to 7): there is no terminal to ask on.",
           ErrorKind::bad_input});
    auto choice = ask_profile();
    if (!choice) return 0;
    options.profiles = {*choice};
  }
  auto wanted = profiles_named(options.profiles);
  if (!wanted) return tell(wanted.error());
  auto settings = settings_of(options);
  if (!settings) return tell(settings.error());
  for (auto profile : *wanted)
    if (auto good = check_options(profile, *settings); !good) return tell(good.error());

  LinuxPlatform platform;
  auto nvidia = nvidia_cards(platform);
  DrmCards drm(platform);
  settings->host = host_facts(platform);
  ProfileDoors doors{.platform = platform,
                     .cards = {nvidia.get(), &drm},
                     .start = start,
                     .store = create_store,
                     .read = read_run,
                     .stand_in = start_stand_in,
                     .date = [] { return std::chrono::system_clock::now(); }};
  auto turns = to_number<std::uint64_t>(value_of(options, "--turns")).value_or(100);
  ProfileFace face(options.output, *lang, turns, model_notes(value_of(options, "--model")));
  CompareFace compare(options.output, *lang, *settings);
  auto profiled = run_all(doors, *settings, *wanted, face, compare);
  return finish(options.output, *lang, face, compare, profiled);
}

}  // namespace

void add_profile_command(CLI::App& app, std::function<int()>& action) {
  auto options = std::make_shared<ProfileOptions>();
  auto* command = app.add_subcommand("profile", "The memory profiles of Desktop-Mate");
  command->add_option("PROFILE", options->profiles,
                      "startup, load, conversation, all, or 1 to 4; gpu, ipc, settings, or 5 to 7; "
                      "none: a menu");
  for (std::size_t i = 0; i < kPassed.size(); ++i) {
    auto* option = command->add_option(kPassed[i].flag, options->passed[i], kPassed[i].help);
    option->type_name(kPassed[i].number ? "N" : "TEXT");
    if (kPassed[i].number) option->check(whole_number);
  }
  command->add_option("--stand-in-gpu", options->stand_in_gpu,
                      "A card of this SIZE made of RAM, where there is none: 6GiB");
  command->add_option("--layers", options->layers,
                      "gpu: numbers of layers to try beside the profiles: 0,8,16,all");
  command->add_option("--interval", options->interval_ms, "Between samples, in ms (100)")
      ->check(CLI::Range(1, 60000));
  command->add_option("--out", options->out, "File of the run instead of tare's own folder");
  command->add_option("--desktop-mate", options->desktop_mate, "Another build of desktop-mate");
  add_output_options(*command, options->output);
  command->footer(
      "Examples:\n"
      "  tare profile 2 --model FILE.gguf --wide\n"
      "  tare profile conversation --turns 30 --json > runs.json\n"
      "  tare profile load --stand-in-gpu 6GiB --lang fr\n"
      "  tare profile gpu --stand-in-gpu 6GiB --layers 0,8,16,all\n"
      "  tare profile ipc --avatar 127.0.0.1:5555");
  command->callback([options, &action] { action = [options] { return profile(*options); }; });
}

}  // namespace tare
