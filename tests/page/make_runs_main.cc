// Makes the run files that the page's tests and its bench read: tare_page_runs KIND FILE [SAMPLES].
// Kinds: cold, warm, startup, conversation, hostile, cards, cut, empty, single, long, held (kept
// open, as by a recorder, until standard input ends).
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include "report/golden_runs.h"
#include "sqlite/run_file.h"

namespace {

using namespace tare;

// Samples every 10 ms between the steps, on the straight line from one to the next.
void add_samples(Run& run) {
  for (std::size_t i = 0; i + 1 < run.steps.size(); ++i) {
    const auto& from = run.steps[i].sample;
    const auto& to = run.steps[i + 1].sample;
    auto between = [](const Reading& a, const Reading& b, int part) -> Reading {
      if (!a || !b) return a ? b : a;
      auto low = static_cast<double>((*a).value);
      auto high = static_cast<double>((*b).value);
      return Bytes{static_cast<std::uint64_t>(low + (high - low) * part / 50) / 4096 * 4096};
    };
    for (int part = 1; part < 50; ++part) {
      Sample sample = to;
      sample.at = from.at + (to.at - from.at) * part / 50;
      auto& process = sample.process;
      process.anon = between(from.process.anon, to.process.anon, part);
      process.file = between(from.process.file, to.process.file, part);
      process.rss = process.anon + process.file + process.shmem;
      process.own = process.anon + process.swap;
      process.uss = process.pss = process.smaps_rss = Reading{};
      run.samples.push_back(std::move(sample));
    }
  }
}

Run with_samples(Run run) {
  // Times as a clock gives them: never round.
  for (std::size_t i = 0; i < run.steps.size(); ++i)
    run.steps[i].sample.at += std::chrono::nanoseconds(1'234'567 * i + 501);
  add_samples(run);
  run.cost.samples = run.samples.size();
  return run;
}

Run hostile() {
  const std::string text =
      "</script><script>document.title='broken'</script><!-- \x1b[31m \xE2\x80\xAE \xE2\x80\xA8 "
      "\xff"
      "<img src=x onerror=\"document.title='broken'\"> ${1} \"'&lt;" +
      std::string(1 << 20, 'x');
  auto run = with_samples(golden::load(false));
  run.facts.id = run.facts.started = text;
  run.facts.argv = {text, text};
  run.facts.host = {{text, text}};
  run.notes = {{"warning", text}};
  for (auto& step : run.steps) {
    step.name = text;
    step.notes = {{"scenario", text}, {"gave_up", text}, {"model.file", text}, {"unload", text}};
    step.declared = {golden::said(text, 1)};
    step.mappings = {golden::file(text, 2)};
    step.sample.process.shmem = Missing{Why::failed, text.substr(0, 4000)};
    step.sample.cards.list[0].name = text;
    step.sample.cards.list[0].kind = CardKind::nvidia;
  }
  for (auto& sample : run.samples) sample.cards = run.steps[0].sample.cards;
  return run;
}

// Two cards: what the process holds of the second is not told, and it vanishes half-way.
Run cards() {
  auto run = with_samples(golden::load(false));
  run.facts.argv = {"two-cards"};
  for (auto& step : run.steps) step.notes.clear();
  auto half = run.steps[3].sample.at;
  auto put = [&](Sample& sample) {
    sample.cards.list[0].kind = CardKind::nvidia;
    sample.cards.list[0].name = "RTX 4050";
    if (sample.at >= half)
      sample.cards.none = Missing{Why::failed, "card 1 does not answer"};
    else
      sample.cards.list.push_back({"card1", "Arc A370M", CardKind::drm, gib(4), mib(300),
                                   Missing{Why::not_supported, "no fdinfo"}});
  };
  for (auto& step : run.steps) put(step.sample);
  for (auto& sample : run.samples) put(sample);
  return run;
}

Run cut() {
  auto run = with_samples(golden::load(false));
  run.steps.resize(3);
  run.samples.resize(120);
  run.end = {End::How::signalled, 9};
  return run;
}

Run empty() {
  Run run{.facts = golden::facts("empty", "startup")};
  run.end = {End::How::exited, 0};
  return run;
}

// As of a server that ran for a day, at 10 Hz: a slow rise with saw-teeth, and one peak of a GiB.
class LongRun {
 public:
  const Sample& sample(std::int64_t number) {
    auto pages = number == 777'777 ? 262'144 : 8'000 + number / 200 + number * 7 % 900;
    auto& process = sample_.process;
    sample_.at = std::chrono::milliseconds(100 * number);
    process.anon = Bytes{static_cast<std::uint64_t>(pages) * 4096};
    process.rss = process.anon + process.file + process.shmem;
    process.own = process.anon + process.swap;
    return sample_;
  }

 private:
  Sample sample_ = golden::load(false).steps[4].sample;
};

Result<> store(RunFile& file, const Run& run, std::int64_t samples) {
  auto done = file.begin(run.facts);
  std::size_t next = 0;
  // In the order of time, as a recorder does.
  for (const auto& step : run.steps) {
    for (; next < run.samples.size() && run.samples[next].at < step.sample.at; ++next)
      if (done) done = file.add(run.samples[next]);
    if (done) done = file.add(step);
  }
  for (const auto& turn : run.turns)
    if (done) done = file.add(turn);
  LongRun long_run;
  for (std::int64_t i = 0; i < samples && done; ++i) done = file.add(long_run.sample(i));
  for (const auto& note : run.notes)
    if (done) done = file.add(note);
  return done;
}

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", error.text.c_str());
  return exit_code(error.kind);
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<Run()>> kinds = {
      {"cold", [] { return with_samples(golden::load(false)); }},
      {"warm", [] { return with_samples(golden::load(true)); }},
      {"startup", [] { return with_samples(golden::startup()); }},
      {"conversation", [] { return with_samples(golden::conversation()); }},
      {"hostile", hostile},
      {"cards", cards},
      {"cut", cut},
      {"empty", empty},
      {"single",
       [] {
         auto run = golden::startup();
         run.steps.resize(1);
         return run;
       }},
      {"long", [] { return golden::load(false); }},
      {"held", [] { return with_samples(golden::load(false)); }},
  };
  auto kind = argc < 3 ? kinds.end() : kinds.find(argv[1]);
  if (kind == kinds.end()) {
    std::fputs("usage: tare_page_runs KIND FILE [SAMPLES]\n", stderr);
    return 2;
  }
  auto run = kind->second();
  auto file = RunFile::create(argv[2]);
  if (!file) return failed(file.error());
  auto done = store(**file, run, argc > 3 ? std::atoll(argv[3]) : 0);
  if (done && kind->first == "held") {
    done = (*file)->flush();
    std::puts("held");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
  }
  if (done) done = (*file)->end(run.end, run.lasted, run.cost);
  return done ? 0 : failed(done.error());
}
