#include <fmt/format.h>

#include "app/watch_words.h"
#include "base/text.h"
#include "ui/tui/bars.h"
#include "ui/tui/panes.h"

namespace tare::tui {

namespace {

constexpr std::size_t kLabel = 6;
constexpr std::size_t kFigures = 37;  // "123456.78 of 123456.78 MiB  100.0 %"
constexpr std::size_t kWidestBar = 40;
constexpr std::size_t kLeastBar = 10;
constexpr std::size_t kGraph = 24;
constexpr std::size_t kPressure = 35;
constexpr Bytes kNothing{};

// "5338.24 of 15996.00 MiB   33.4 %", or what is known of it.
std::string figures(const View& view, const Reading& used, const Reading& total) {
  auto part = cell(view.lang, used);
  if (!used || !total || *total == kNothing)
    return say(view.lang, WatchWord::of_total, part, cell(view.lang, total));
  auto percent = 100 * in_mib(*used) / in_mib(*total);
  if (view.width < kLabel + kFigures) return fmt::format("{} MiB {:.0f} %", part, percent);
  return fmt::format(
      "{} {:5.1f} %",
      say(view.lang, WatchWord::of_total, fmt::format("{:>9}", part), mib_text(*total)), percent);
}

struct Gauge {
  std::string label;
  Reading used;
  Reading total;
  const History* history = nullptr;
  Style style = Style::own;
  std::size_t behind = 0;  // columns that what follows needs; the bar gives way
};

LineWriter gauge_line(const View& view, const Gauge& gauge) {
  LineWriter line(view.width, view.unicode);
  line.left(gauge.label, std::min(kLabel, view.width / 5), Style::strong);
  auto taken = kLabel + kFigures + 1 + gauge.behind;
  if (view.width >= taken + kLeastBar) {
    auto bar = std::min(kWidestBar, view.width - taken);
    bool known = gauge.used && gauge.total;
    put_bar(line,
            {.own = known ? *gauge.used : kNothing,
             .whole = known ? *gauge.total : kNothing,
             .style = gauge.style},
            bar);
    line.skip(1);
  }
  line.left(figures(view, gauge.used, gauge.total), std::min(kFigures, line.room()));
  if (gauge.history != nullptr && gauge.total && line.room() >= kGraph / 2) {
    auto width = std::min(kGraph, line.room());
    line.put(graph(*gauge.history, width, {kNothing, *gauge.total}, view.unicode), Style::graph);
    line.skip(1);
  }
  return line;
}

Line title(const WatchModel& model, const View& view) {
  LineWriter line(view.width, view.unicode);
  line.put("tare top", Style::strong).skip(2);
  if (model.paused) line.put(word(view.lang, WatchWord::paused), Style::alert).skip(2);
  auto above = model.above_threshold();
  if (above > 0)
    line.put(say(view.lang, WatchWord::above, above, mib_text(model.settings.threshold)),
             Style::alert)
        .skip(2);
  line.put(say(view.lang, WatchWord::every, fmt::format("{:g}", seconds(model.settings.interval))),
           Style::dim)
      .skip(2);
  line.put(say(view.lang, WatchWord::processes, model.rows().size()), Style::dim);
  line.at_end(word(view.lang, WatchWord::help_hint), Style::dim);
  return line.take();
}

Line ram(const WatchModel& model, const View& view) {
  const auto& machine = model.reading.machine;
  Reading used = machine.total ? machine.available : machine.total;
  if (used) used = Bytes{(*machine.total).value - (*machine.available).value};
  return gauge_line(view, {.label = std::string(word(view.lang, WatchWord::ram)),
                           .used = used,
                           .total = machine.total,
                           .history = &model.machine_used})
      .take();
}

Line swap(const WatchModel& model, const View& view) {
  const auto& machine = model.reading.machine;
  Reading used = machine.swap_total ? machine.swap_free : machine.swap_total;
  if (used) used = Bytes{(*machine.swap_total).value - (*machine.swap_free).value};
  auto line = gauge_line(view, {.label = std::string(word(view.lang, WatchWord::swap)),
                                .used = used,
                                .total = machine.swap_total,
                                .behind = kPressure});
  if (machine.pressure_some_avg10 && machine.pressure_full_avg10) {
    bool high = *machine.pressure_full_avg10 >= 5;
    line.put(say(view.lang, WatchWord::pressure, *machine.pressure_some_avg10,
                 *machine.pressure_full_avg10),
             high ? Style::alert : Style::plain);
  } else if (model.reading.no_pressure) {
    line.put(say(view.lang, WatchWord::no_pressure, reason(view.lang, *model.reading.no_pressure)),
             Style::dim);
  }
  return line.take();
}

// Without a number for what is used there is nothing to draw but the reason.
Line unknown_card_line(const View& view, std::string_view label, const CardMemory& card) {
  LineWriter line(view.width, view.unicode);
  line.left(label, std::min(kLabel, view.width / 5), Style::strong);
  line.put(reason(view.lang, card.used.missing()) + "  ", Style::alert);
  line.put(printable(card.name, 96), Style::dim);
  if (card.total) line.put(fmt::format("  {} MiB", mib_text(*card.total)), Style::dim);
  return line.take();
}

Line card_line(const WatchModel& model, const View& view, std::size_t index, bool only) {
  const auto& card = model.reading.cards.list[index];
  auto label = std::string(word(view.lang, WatchWord::cards));
  if (!only) label += std::to_string(index);
  if (!card.used) return unknown_card_line(view, label, card);
  auto history = model.card_used.find(card.id);
  auto line =
      gauge_line(view, {.label = label,
                        .used = card.used,
                        .total = card.total,
                        .history = history == model.card_used.end() ? nullptr : &history->second,
                        .style = Style::card});
  const auto* selected = model.selected();
  if (selected != nullptr && index < selected->now.held.size() && selected->now.held[index])
    line.put(say(view.lang, WatchWord::selected_holds, mib_text(*selected->now.held[index])) + "  ",
             Style::card);
  line.put(printable(card.name, 96), Style::dim);
  return line.take();
}

Line no_cards_line(const WatchModel& model, const View& view) {
  LineWriter line(view.width, view.unicode);
  line.left(word(view.lang, WatchWord::cards), std::min(kLabel, view.width / 5), Style::strong);
  const auto& none = model.reading.cards.none;
  line.put(
      none ? reason(view.lang, *none) : std::string(word(view.lang, WatchWord::short_no_device)),
      Style::dim);
  return line.take();
}

}  // namespace

std::vector<Line> machine_lines(const WatchModel& model, const View& view, std::size_t most) {
  std::vector<Line> lines;
  const auto& cards = model.reading.cards.list;
  // By what matters: with little room RAM and cards stay, then the title, then swap.
  std::vector<Line> of_cards;
  of_cards.reserve(cards.size());
  for (std::size_t i = 0; i < cards.size(); ++i)
    of_cards.push_back(card_line(model, view, i, cards.size() == 1));
  if (cards.empty()) of_cards.push_back(no_cards_line(model, view));
  if (most >= 2) lines.push_back(title(model, view));
  lines.push_back(ram(model, view));
  if (most >= lines.size() + of_cards.size() + 1) lines.push_back(swap(model, view));
  for (auto& line : of_cards)
    if (lines.size() < most) lines.push_back(std::move(line));
  return lines;
}

}  // namespace tare::tui
