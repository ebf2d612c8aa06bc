#include "app/watch_model.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace tare {

namespace {

constexpr std::size_t kMostSteps = 200;
constexpr std::size_t kMostFilter = 64;  // bytes
constexpr std::ptrdiff_t kPage = 10;     // rows

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

void append_utf8(std::string& text, char32_t c) {
  auto put = [&](unsigned byte) { text += static_cast<char>(byte); };
  auto rest = [&](int shift) { put(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6));
    rest(0);
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12));
    rest(6);
    rest(0);
  } else {
    put(0xF0U | (c >> 18));
    rest(12);
    rest(6);
    rest(0);
  }
}

void drop_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
    text.pop_back();
  if (!text.empty()) text.pop_back();
}

// Larger first; what is not known last.
std::optional<bool> larger(const Reading& a, const Reading& b) {
  if (static_cast<bool>(a) != static_cast<bool>(b)) return static_cast<bool>(a);
  if (!a || *a == *b) return std::nullopt;
  return *a > *b;
}

}  // namespace

void History::add(const Reading& reading) {
  values_.push_back(reading ? std::optional(*reading) : std::nullopt);
  if (values_.size() > kMost) values_.pop_front();
}

WatchModel::WatchModel(WatchSettings asked) : settings(asked) {}

int WatchModel::take(WatchReading next) {
  reading = std::move(next);
  const auto& machine = reading.machine;
  bool known = machine.total && machine.available;
  machine_used.add(known ? Reading(Bytes{(*machine.total).value - (*machine.available).value})
                         : Reading());
  for (const auto& card : reading.cards.list) card_used[card.id].add(card.used);
  int rises = 0;
  for (auto& [serial, track] : tracks_) track.ended = true;
  follow_family();
  for (const auto& process : reading.processes) take_process(process, rises);
  drop_ended();
  arrange();
  return rises;
}

void WatchModel::take_process(const WatchedProcess& process, int& rises) {
  auto& track = tracks_[process.serial];
  track.now = process;
  track.ended = false;
  track.ram.add(process.rss);
  track.own.add(process.own);
  track.vram.add(process.vram);
  rises += track.alert.rises(process.rss, settings.threshold) && in_scope(process) ? 1 : 0;
}

// Whoever descends from the root belongs to it, also when what lies between has ended and the
// system gave the orphan another parent.
void WatchModel::follow_family() {
  if (!settings.root) return;
  std::map<pid_t, const WatchedProcess*> by_pid;
  for (const auto& process : reading.processes) {
    by_pid[process.pid] = &process;
    // Only the first of that id: a later one is somebody else.
    if (family_.empty() && process.pid == *settings.root) family_.insert(process.serial);
  }
  for (const auto& process : reading.processes) {
    if (family_.contains(process.serial)) continue;
    std::vector<std::uint64_t> line;
    auto at = &process;
    while (at != nullptr && line.size() < by_pid.size()) {
      line.push_back(at->serial);
      if (family_.contains(at->serial)) {
        family_.insert(line.begin(), line.end());
        break;
      }
      auto parent = by_pid.find(at->parent);
      at = parent == by_pid.end() ? nullptr : parent->second;
    }
  }
}

bool WatchModel::in_scope(const WatchedProcess& process) const {
  return !settings.root || family_.contains(process.serial);
}

void WatchModel::drop_ended() {
  std::erase_if(tracks_, [&](const auto& entry) {
    const auto& [serial, track] = entry;
    bool root = settings.root && track.now.pid == *settings.root && family_.contains(serial);
    return track.ended && serial != selected_ && !root;
  });
}

bool WatchModel::matches(const Track& track) const {
  if (!in_scope(track.now)) return false;
  if (filter.empty()) return true;
  auto wanted = lower(filter);
  return lower(track.now.name).find(wanted) != std::string::npos ||
         lower(track.now.command).find(wanted) != std::string::npos ||
         std::to_string(track.now.pid) == filter;
}

bool WatchModel::before(const Track& a, const Track& b) const {
  auto by = [&](Reading ListedProcess::* part) { return larger(a.now.*part, b.now.*part); };
  std::optional<bool> decided;
  switch (sort) {
    case SortBy::ram:
      decided = by(&ListedProcess::rss);
      break;
    case SortBy::own:
      decided = by(&ListedProcess::own);
      break;
    case SortBy::vram:
      decided = larger(a.now.vram, b.now.vram);
      break;
    case SortBy::name:
      if (a.now.name != b.now.name) decided = a.now.name < b.now.name;
      break;
    case SortBy::pid:
      break;
  }
  return decided.value_or(a.now.pid < b.now.pid);
}

void WatchModel::arrange() {
  rows_.clear();
  for (const auto& [serial, track] : tracks_)
    if (matches(track)) rows_.push_back(&track);
  std::ranges::sort(rows_, [&](const Track* a, const Track* b) { return before(*a, *b); });
  if (selected() == nullptr) selected_ = first_choice();
}

// The process that was asked for, though a child of it may be larger.
std::uint64_t WatchModel::first_choice() const {
  auto asked_for = [&](const Track* track) { return track->now.pid == settings.root; };
  auto root = std::ranges::find_if(rows_, asked_for);
  if (root != rows_.end()) return (*root)->now.serial;
  return rows_.empty() ? 0 : rows_.front()->now.serial;
}

const Track* WatchModel::selected() const {
  auto found = std::ranges::find(rows_, selected_, [](const Track* t) { return t->now.serial; });
  return found == rows_.end() ? nullptr : *found;
}

std::size_t WatchModel::selected_row() const {
  auto found = std::ranges::find(rows_, selected_, [](const Track* t) { return t->now.serial; });
  return found == rows_.end() ? 0 : static_cast<std::size_t>(found - rows_.begin());
}

std::size_t WatchModel::above_threshold() const {
  return static_cast<std::size_t>(std::ranges::count_if(tracks_, [&](const auto& entry) {
    const auto& track = entry.second;
    return track.alert.over() && !track.ended && in_scope(track.now);
  }));
}

std::vector<pid_t> WatchModel::attention() const {
  std::vector<pid_t> pids;
  for (const auto& [serial, track] : tracks_)
    if (!track.ended && (serial == selected_ || family_.contains(serial)))
      pids.push_back(track.now.pid);
  if (settings.root && pids.empty()) pids.push_back(*settings.root);
  return pids;
}

void WatchModel::take(WatchedMappings read) { mappings = std::move(read); }

void WatchModel::take(const Step& step) {
  ++steps_seen;
  steps.push_back({step.name, step.part, step.sample.at, step.sample.process.rss,
                   step.sample.process.own, total_of_process(step.sample.cards)});
  if (steps.size() > kMostSteps) steps.pop_front();
}

void WatchModel::move(std::ptrdiff_t by) {
  if (rows_.empty()) return;
  auto last = static_cast<std::ptrdiff_t>(rows_.size()) - 1;
  auto row = std::clamp(static_cast<std::ptrdiff_t>(selected_row()) + by, std::ptrdiff_t{0}, last);
  selected_ = rows_[static_cast<std::size_t>(row)]->now.serial;
  drop_ended();
  arrange();
}

KeyAnswer WatchModel::press(const Key& key) {
  if (typing_filter) return press_in_filter(key);
  bool was_leaving = std::exchange(leaving, false);
  bool was_help = std::exchange(help, false);
  auto everything = static_cast<std::ptrdiff_t>(rows_.size());
  switch (key.kind) {
    case Key::Kind::up:
      move(-1);
      return KeyAnswer::redraw;
    case Key::Kind::down:
      move(1);
      return KeyAnswer::redraw;
    case Key::Kind::page_up:
      move(-kPage);
      return KeyAnswer::redraw;
    case Key::Kind::page_down:
      move(kPage);
      return KeyAnswer::redraw;
    case Key::Kind::home:
      move(-everything);
      return KeyAnswer::redraw;
    case Key::Kind::end:
      move(everything);
      return KeyAnswer::redraw;
    case Key::Kind::escape:
      if (!was_help && !was_leaving) filter.clear();
      arrange();
      return KeyAnswer::redraw;
    case Key::Kind::backspace:
    case Key::Kind::enter:
      return was_help || was_leaving ? KeyAnswer::redraw : KeyAnswer::none;
    case Key::Kind::text:
      break;
  }
  if (key.character == 'q' && was_leaving) return KeyAnswer::quit;
  if ((key.character == '?' || key.character == 'h') && was_help) return KeyAnswer::redraw;
  auto answer = press_letter(key.character);
  return answer == KeyAnswer::none && (was_leaving || was_help) ? KeyAnswer::redraw : answer;
}

KeyAnswer WatchModel::press_in_filter(const Key& key) {
  switch (key.kind) {
    case Key::Kind::enter:
      typing_filter = false;
      break;
    case Key::Kind::escape:
      typing_filter = false;
      filter.clear();
      break;
    case Key::Kind::backspace:
      drop_character(filter);
      break;
    case Key::Kind::text:
      if (key.character >= 0x20 && key.character != 0x7F && filter.size() + 4 <= kMostFilter)
        append_utf8(filter, key.character);
      break;
    case Key::Kind::up:
    case Key::Kind::down:
    case Key::Kind::page_up:
    case Key::Kind::page_down:
    case Key::Kind::home:
    case Key::Kind::end:
      return KeyAnswer::none;
  }
  arrange();
  return KeyAnswer::redraw;
}

KeyAnswer WatchModel::press_letter(char32_t c) {
  constexpr SortBy kAfter[] = {SortBy::own, SortBy::vram, SortBy::pid, SortBy::name, SortBy::ram};
  auto sort_by = [&](SortBy next) {
    sort = next;
    arrange();
    return KeyAnswer::redraw;
  };
  switch (c) {
    case 'j':
      move(1);
      return KeyAnswer::redraw;
    case 'k':
      move(-1);
      return KeyAnswer::redraw;
    case 'g':
      move(-static_cast<std::ptrdiff_t>(rows_.size()));
      return KeyAnswer::redraw;
    case 'G':
      move(static_cast<std::ptrdiff_t>(rows_.size()));
      return KeyAnswer::redraw;
    case 's':
      return sort_by(kAfter[static_cast<std::size_t>(sort)]);
    case 'R':
      return sort_by(SortBy::ram);
    case 'O':
      return sort_by(SortBy::own);
    case 'V':
      return sort_by(SortBy::vram);
    case 'P':
      return sort_by(SortBy::pid);
    case 'N':
      return sort_by(SortBy::name);
    case '/':
      typing_filter = true;
      return KeyAnswer::redraw;
    case ' ':
      paused = !paused;
      return paused ? KeyAnswer::redraw : KeyAnswer::read;
    case '+':
      return set_interval(settings.interval * 2);
    case '-':
      return set_interval(settings.interval / 2);
    case '?':
    case 'h':
      help = true;
      return KeyAnswer::redraw;
    case 'q':
      return quit();
    default:
      return KeyAnswer::none;
  }
}

KeyAnswer WatchModel::set_interval(Duration interval) {
  settings.interval = std::clamp<Duration>(interval, kLeast, kMostInterval);
  return KeyAnswer::interval;
}

KeyAnswer WatchModel::quit() {
  bool runs = program && program->end.how == End::How::running;
  if (!runs) return KeyAnswer::quit;
  leaving = true;
  return KeyAnswer::redraw;
}

}  // namespace tare
