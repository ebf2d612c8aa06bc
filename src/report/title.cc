#include "report/title.h"

#include <algorithm>

#include "base/text.h"

namespace tare {

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!all.empty()) all += between;
    all += part;
  }
  return all;
}

std::string stem(std::string_view path) {
  auto slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  if (path.ends_with(".gguf")) path.remove_suffix(5);
  return printable(path, 80);
}

std::string value_of(std::span<const Note> notes, std::string_view key) {
  return printable(last_of(notes, key).value_or("?"), 40);
}

std::string one_card(Lang lang, const CardMemory& card) {
  auto total = card.total ? mib_text(*card.total) : std::string("?");
  if (card.kind == CardKind::stand_in) return say(lang, Word::stand_in_card, total);
  return say(lang, Word::card, printable(card.name, 60), total);
}

}  // namespace

std::vector<Note> all_notes(const Run& run) {
  std::vector<Note> notes;
  for (const auto& step : run.steps)
    notes.insert(notes.end(), step.notes.begin(), step.notes.end());
  notes.insert(notes.end(), run.notes.begin(), run.notes.end());
  return notes;
}

std::optional<std::string_view> last_of(std::span<const Note> notes, std::string_view key) {
  for (auto said = notes.rbegin(); said != notes.rend(); ++said)
    if (said->key == key) return said->value;
  return std::nullopt;
}

std::string model_text(std::span<const Note> notes) {
  auto file = last_of(notes, "model.file");
  if (!file) return {};
  auto bytes = to_number<std::uint64_t>(last_of(notes, "model.bytes").value_or(""));
  return bytes ? fmt::format("{} {} MiB", stem(*file), mib_text(Bytes{*bytes})) : stem(*file);
}

std::string layers_text(Lang lang, std::span<const Note> notes) {
  auto all = last_of(notes, "model.layers");
  if (!all) return {};
  auto on_card = value_of(notes, "model.gpu_layers");
  auto layers = value_of(notes, "model.layers");
  auto where = on_card == "0" || on_card == "?" ? say(lang, Word::layers_on_cpu, layers)
               : on_card == layers              ? say(lang, Word::layers_on_card, layers)
                                                : say(lang, Word::layers_on_both, on_card, layers);
  return where + ", " + say(lang, Word::context_of, value_of(notes, "model.ctx"));
}

std::string settings_text(Lang lang, std::span<const Note> notes) {
  if (!last_of(notes, "model.layers")) return {};
  return say(lang, Word::more_settings, value_of(notes, "model.batch"),
             value_of(notes, "model.kv_type"), value_of(notes, "model.threads"),
             value_of(notes, "model.profile"));
}

std::string cards_text(Lang lang, const Cards& cards) {
  if (cards.list.empty()) {
    // The whole reason stands once, below the table.
    bool absent = !cards.none || cards.none->why == Why::no_device;
    auto why = absent ? std::string(word(lang, Word::no_card)) : reason(lang, *cards.none);
    return say(lang, Word::stand_in_hint, why);
  }
  std::vector<std::string> parts;
  parts.reserve(cards.list.size());
  for (const auto& card : cards.list) parts.push_back(one_card(lang, card));
  return joined(parts, " + ");
}

std::string title_line(Lang lang, std::string_view scenario, std::span<const Note> notes,
                       const Cards& cards) {
  std::string name = printable(scenario, 80);
  if (auto variant = last_of(notes, "variant"); scenario == "load" && variant)
    name += fmt::format(", {}", word(lang, *variant == "warm" ? Word::warm : Word::cold));
  auto number = profile_number(scenario);
  return joined({number > 0 ? say(lang, Word::title, number, name) : name, model_text(notes),
                 layers_text(lang, notes), cards_text(lang, cards)},
                " | ");
}

int profile_number(std::string_view scenario) {
  if (scenario == "startup") return 1;
  if (scenario == "load") return 2;
  return scenario == "conversation" ? 3 : 0;
}

}  // namespace tare
