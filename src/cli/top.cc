// tare top: every process and card, live.
#include <fcntl.h>
#include <fmt/format.h>
#include <langinfo.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "app/watch_text.h"
#include "app/watch_words.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/terminal.h"
#include "cli/top_loop.h"
#include "linux/linux_platform.h"
#include "linux/stand_in_card.h"
#include "nvml/nvml_cards.h"
#include "probe/drm_cards.h"
#include "probe/process_probe.h"

namespace tare {

namespace {

constexpr Bytes kSeedThreshold = gib(1);  // the seed's "alert when RAM > 1 GB"
constexpr auto kGrace = std::chrono::seconds(5);
constexpr std::string_view kEndpointWord = "{stand-in-gpu}";

struct TopOptions {
  std::vector<std::string> target;  // PID, or the program and its arguments
  bool once = false;
  bool json = false;
  double interval_s = 1;
  std::string threshold;
  std::string stand_in_gpu;
  std::string output;
  std::string lang;

  std::optional<pid_t> pid() const {
    if (target.size() != 1) return std::nullopt;
    return to_number<pid_t>(target.front());
  }
  bool starts_program() const { return !target.empty() && !pid(); }
};

// NVML's worker must take none of the signals that this thread waits for.
std::unique_ptr<NvmlCards> nvidia_cards(Platform& platform) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  auto cards = std::make_unique<NvmlCards>(
      platform, NvmlOptions{.first_deadline = std::chrono::milliseconds(1500)});
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return cards;
}

// Half of what we may open: the rest is for marks, the screen and what comes.
ProcessList::Options list_options() {
  rlimit limit{};
  auto most = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 256;
  return {.page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)),
          .most_kept = static_cast<std::size_t>(std::min<rlim_t>(most / 2, 8192))};
}

// A stand-in card serves the program that we start: it alone holds what is used.
class StandInOf : public CardSource {
 public:
  explicit StandInOf(StandInCard& card) : card_(&card) {}
  pid_t client = 0;

  Cards read(pid_t pid) override { return card_->read(pid); }
  std::vector<CardUsers> users(const std::vector<pid_t>& /*candidates*/) override {
    std::vector<CardUsers> all;
    for (const auto& card : card_->read(client).list) {
      bool known = client > 0;
      all.push_back({card.id, {}, known ? Reading(Bytes{}) : card.process});
      if (known) all.back().list.emplace_back(client, card.process);
    }
    return all;
  }

 private:
  StandInCard* card_;
};

// Where the program's output goes, so that it does not draw over ours.
struct OutputFile {
  std::string path;
  UniqueFd fd;
};

Result<OutputFile> make_output(const std::string& asked) {
  auto path = asked;
  UniqueFd fd;
  if (path.empty()) {
    const char* folder = std::getenv("TMPDIR");
    path = std::string(folder == nullptr || *folder == '\0' ? "/tmp" : folder) +
           "/tare-top-XXXXXX.log";
    fd.reset(::mkostemps(path.data(), 4, O_CLOEXEC | O_APPEND));
  } else {
    fd.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
  }
  if (!fd)
    return refused(fmt::format("The program's output cannot go to {}: {}; name a file with "
                               "--output.",
                               printable(path, 256), std::strerror(errno)),
                   errno);
  return OutputFile{path, std::move(fd)};
}

Result<WatchSettings> settings_of(const TopOptions& options) {
  WatchSettings settings;
  settings.interval =
      std::chrono::round<Duration>(std::chrono::duration<double>(options.interval_s));
  settings.root = options.pid();
  if (!options.threshold.empty() && options.threshold != "0") {
    auto size = parse_size("--threshold", options.threshold);
    if (!size) return pass(size.error());
    settings.threshold = *size;
  } else if (options.threshold.empty() && !options.target.empty() && !options.once) {
    settings.threshold = kSeedThreshold;
  }
  return settings;
}

Result<> check(const TopOptions& options) {
  if (options.json && !options.once)
    return bad_input("--json prints one reading: it needs --once.");
  if (options.once && options.starts_program())
    return bad_input(
        "--once reads what runs already: name its PID, or start the program without --once.");
  if (auto pid = options.pid(); pid && *pid <= 0)
    return bad_input(fmt::format("{} is not a process id: give a number above 0.", *pid));
  if (!options.stand_in_gpu.empty() && !options.starts_program())
    return bad_input("--stand-in-gpu makes a card for a program: give one behind --.");
  if (!options.output.empty() && !options.starts_program())
    return bad_input("--output takes the output of a program: give one behind --.");
  return {};
}

int once(Watch& watch, WatchModel& model, Lang lang, bool json) {
  model.take(watch.read(model.attention()));
  const auto* selected = model.selected();
  if (model.settings.root && selected != nullptr) model.take(watch.mappings(selected->now));
  bool printed = print_out(json ? watch_json(model) : watch_text(lang, model));
  std::fflush(stdout);
  auto above = alert_sentences(lang, model);
  for (const auto& sentence : above) fmt::print(stderr, "tare: {}\n", sentence);
  if (!printed || model.reading.no_processes) return 3;
  return above.empty() ? 0 : 1;
}

// Ends a program that still runs; then its end is known.
void stop_program(LinuxProgram& program, WatchModel& model) {
  if (model.program->end.how != End::How::running) return;
  program.stop(kGrace);
  auto patience = Clock::now() + 2 * kGrace;
  while (Clock::now() < patience) {
    auto event = program.next(patience);
    if (const auto* mark = std::get_if<Mark>(&event)) program.answer(mark->caller);
    if (std::holds_alternative<Interrupted>(event)) program.stop({});
    const auto* ended = std::get_if<Ended>(&event);
    if (ended == nullptr) continue;
    model.program->end = ended->end;
    return;
  }
}

int status_of(const End& end) {
  if (end.how == End::How::exited) return end.value;
  if (end.how == End::How::signalled) return 128 + end.value;
  return 3;
}

bool unicode_locale() {
  const char* set = std::setlocale(LC_CTYPE, "");
  return set != nullptr && std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
}

bool draws() {
  const char* term = std::getenv("TERM");
  return standard_input_is_terminal() && standard_output_is_terminal() && term != nullptr &&
         *term != '\0' && std::string_view(term) != "dumb";
}

// What stays on the terminal: how the program ended, its last words, its steps.
void print_end(const WatchModel& model, Lang lang) {
  const auto& program = *model.program;
  if (draws())  // else they were printed as they came
    for (const auto& step : model.steps) print_out(watch_step_line(lang, step));
  for (const auto& line : program.output) print_out(printable(line, 512) + "\n");
  auto name = program.argv.empty() ? std::string("?") : printable(program.argv.front(), 64);
  auto text = say(lang, WatchWord::program_ended, name, describe(program.end));
  if (!program.output.empty())
    text += "; " + say(lang, WatchWord::output_of, name, printable(program.output_file, 256));
  print_out(text + "\n");
}

Result<std::unique_ptr<LinuxProgram>> start(const TopOptions& options, StandInCard* card,
                                            int output) {
  auto argv = options.target;
  if (card != nullptr)
    for (auto& argument : argv)
      if (auto at = argument.find(kEndpointWord); at != std::string::npos)
        argument.replace(at, kEndpointWord.size(), card->endpoint());
  return LinuxProgram::start({.argv = argv, .output = output, .die_with_us = true});
}

Result<std::unique_ptr<StandInCard>> stand_in(const std::string& text) {
  auto size = parse_size("--stand-in-gpu", text);
  if (!size) return pass(size.error());
  auto executable = program_beside("tare-stand-in-card");
  if (!executable) return pass(executable.error());
  return StandInCard::start(*size, *executable);
}

int show(TopLoop& top) {
  auto stopped = draws() ? top_on_screen(top) : top_in_lines(top);
  if (top.program != nullptr) {
    bool by_itself = top.model.program->end.how != End::How::running;
    stop_program(*top.program, top.model);
    print_end(top.model, top.lang);
    if (stopped && by_itself) return status_of(top.model.program->end);
  }
  if (!stopped) return tell(stopped.error());
  return *stopped == 0 ? 0 : 128 + *stopped;
}

int watch_program(const TopOptions& options, TopLoop top, StandInOf* card, StandInCard* stand) {
  OutputFile output;
  if (draws()) {
    auto made = make_output(options.output);
    if (!made) return tell(made.error());
    output = std::move(*made);
  }
  auto program = start(options, stand, output.fd ? output.fd.get() : STDERR_FILENO);
  if (!program) {
    if (output.fd && options.output.empty()) ::unlink(output.path.c_str());
    return tell(program.error());
  }
  if (card != nullptr) card->client = (*program)->pid();
  top.program = program->get();
  top.output = output.fd.get();
  top.model.settings.root = (*program)->pid();
  top.model.program =
      WatchedProgram{.argv = options.target, .pid = (*program)->pid(), .output_file = output.path};
  int code = show(top);
  // A file that nobody asked for and nothing was written to.
  if (options.output.empty() && output.fd && top.model.program->output.empty())
    ::unlink(output.path.c_str());
  return code;
}

int top(const TopOptions& options) {
  if (auto checked = check(options); !checked) return tell(checked.error());
  auto lang = choose_language(options.lang, [](const char* name) { return std::getenv(name); });
  if (!lang) return tell(lang.error());
  auto settings = settings_of(options);
  if (!settings) return tell(settings.error());
  LinuxPlatform platform;
  if (settings->root) {
    auto found = ProcessProbe::open(platform, *settings->root);
    if (!found) return tell({found.error().text + ".", ErrorKind::refused});
  }
  std::unique_ptr<StandInCard> stand;
  if (!options.stand_in_gpu.empty()) {
    auto started = stand_in(options.stand_in_gpu);
    if (!started) return tell(started.error());
    stand = std::move(*started);
  }
  auto nvidia = nvidia_cards(platform);
  DrmCards drm(platform);
  std::vector<CardSource*> cards = {nvidia.get(), &drm};
  std::optional<StandInOf> card;
  if (stand) cards.push_back(&card.emplace(*stand));
  Watch watch(platform, cards, list_options());
  WatchModel model(*settings);
  bool unicode = unicode_locale();
  if (options.once) return once(watch, model, *lang, options.json);
  TopLoop loop{.platform = platform,
               .cards = cards,
               .watch = watch,
               .model = model,
               .lang = *lang,
               .color = wants_color(),
               .unicode = unicode};
  if (!options.starts_program()) return show(loop);
  return watch_program(options, loop, card ? &*card : nullptr, stand.get());
}

}  // namespace

void add_top_command(CLI::App& app, std::function<int()>& action) {
  auto options = std::make_shared<TopOptions>();
  auto* command =
      app.add_subcommand("top", "Every process and card, live: RAM, own bytes, VRAM, history");
  command->add_option("TARGET", options->target,
                      "PID: that process and its descendants; -- PROGRAM ARGS…: starts it, its "
                      "marks appear as steps; none: all processes");
  command->add_flag("--once", options->once,
                    "Print one reading and end; exit 1 when a process is above --threshold");
  command->add_flag("--json", options->json, "With --once: as JSON");
  command->add_option("--interval", options->interval_s, "Seconds between readings (1)")
      ->check(CLI::Range(0.1, 60.0));
  command->add_option("--threshold", options->threshold,
                      "Alerts when a process's RAM reaches this SIZE (1GiB for a PID or PROGRAM, "
                      "else none; 0: none)");
  command->add_option("--output", options->output,
                      "File for the program's output instead of a temporary one");
  command->add_option("--stand-in-gpu", options->stand_in_gpu,
                      "A card of this SIZE made of RAM for the program; {stand-in-gpu} among its "
                      "arguments becomes HOST:PORT");
  command->add_option("--lang", options->lang, "en or fr; else the locale's");
  command->footer(
      "Keys: ? for help. Without a terminal (or TERM=dumb) it prints a line each interval.\n"
      "Examples:\n"
      "  tare top                                  every process\n"
      "  tare top 4242 --threshold 2GiB            one and its descendants\n"
      "  tare top -- desktop-mate chat             start a program, see its steps\n"
      "  tare top --once --json                    one reading for a script");
  command->callback([options, &action] { action = [options] { return top(*options); }; });
}

}  // namespace tare
