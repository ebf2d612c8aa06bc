#include "port/mark_wire.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>
#include <span>

#include "base/text.h"

namespace tare {

namespace {

constexpr std::string_view kGreeting = "tare/1";
constexpr std::size_t kMostFields = 6;  // greeting, verb, four arguments

struct Fields {
  std::array<std::string_view, kMostFields> list;
  std::size_t count = 0;
};

std::optional<Fields> split(std::string_view message) {
  Fields fields;
  for (;;) {
    if (fields.count == kMostFields) return std::nullopt;
    auto end = message.find('\0');
    fields.list[fields.count++] = message.substr(0, end);
    if (end == std::string_view::npos) return fields;
    message.remove_prefix(end + 1);
  }
}

tl::unexpected<Error> bad_mark(std::string_view verb, std::string_view why) {
  return bad_input(
      fmt::format("A mark '{}' was dropped: {} (doc/marks.md).", printable(verb, 64), why));
}

std::string text(std::string_view field) { return printable(field, kLongestMarkText); }

// Run files keep numbers as signed 64 bits.
std::optional<std::uint64_t> number(std::string_view field) {
  auto value = to_number<std::uint64_t>(field);
  if (!value || *value > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return value;
}

std::optional<Reading> amount(std::string_view field) {
  if (field == "-") return Reading(Missing{Why::not_asked, "the program does not say"});
  auto value = number(field);
  if (!value) return std::nullopt;
  return Reading(Bytes{*value});
}

using Arguments = std::span<const std::string_view>;

Result<MarkContent> parse_named(std::string_view verb, Arguments fields) {
  if (fields[0].empty()) return bad_mark(verb, "its name is empty");
  auto name = text(fields[0]);
  if (verb == "step" || verb == "part") return StepMark{name, verb == "part"};
  return ScopeMark{name, verb == "begin"};
}

Result<MarkContent> parse_turn(std::string_view verb, Arguments fields) {
  auto turn = number(fields[0]);
  auto prompt = number(fields[1]);
  auto reply = number(fields[2]);
  if (!turn || !prompt || !reply) return bad_mark(verb, "one of its fields is not a number");
  return TurnMark{*turn, *prompt, *reply};
}

Result<MarkContent> parse_memory(std::string_view verb, Arguments fields) {
  auto resident = amount(fields[2]);
  auto reserved = amount(fields[3]);
  if (fields[0].empty()) return bad_mark(verb, "its owner is empty");
  if (!resident || !reserved) return bad_mark(verb, "an amount is neither a number nor '-'");
  return Declared{text(fields[0]), text(fields[1]), *resident, *reserved};
}

Result<MarkContent> parse_note(std::string_view verb, Arguments fields) {
  if (fields[0].empty()) return bad_mark(verb, "its key is empty");
  return Note{text(fields[0]), text(fields[1])};
}

struct Verb {
  std::string_view name;
  std::size_t arguments;
  Result<MarkContent> (*parse)(std::string_view verb, Arguments fields);
};
constexpr Verb kVerbs[] = {
    {"step", 1, parse_named},  {"part", 1, parse_named}, {"turn", 3, parse_turn},
    {"begin", 1, parse_named}, {"end", 1, parse_named},  {"memory", 4, parse_memory},
    {"note", 2, parse_note},
};

std::string amount_text(const Reading& reading) {
  return reading ? std::to_string((*reading).value) : "-";
}

std::string join(std::initializer_list<std::string_view> fields) {
  std::string message(kGreeting);
  for (auto field : fields) message.append(1, '\0').append(field);
  return message;
}

struct Formatter {
  std::string operator()(const StepMark& m) const {
    return join({m.part ? "part" : "step", m.name});
  }
  std::string operator()(const TurnMark& m) const {
    return join({"turn", std::to_string(m.number), std::to_string(m.prompt_tokens),
                 std::to_string(m.reply_tokens)});
  }
  std::string operator()(const ScopeMark& m) const {
    return join({m.begin ? "begin" : "end", m.name});
  }
  std::string operator()(const Declared& m) const {
    return join({"memory", m.owner, m.device, amount_text(m.resident), amount_text(m.reserved)});
  }
  std::string operator()(const Note& m) const { return join({"note", m.key, m.value}); }
};

}  // namespace

Result<MarkContent> parse_mark(std::string_view message) {
  if (message.size() > kLongestMark)
    return bad_input(fmt::format("A mark of more than {} bytes was dropped.", kLongestMark));
  auto fields = split(message);
  if (!fields || fields->list[0] != kGreeting)
    return bad_input(
        fmt::format("A message that is no mark of version 1 was dropped: it begins '{}', not '{}'.",
                    printable(message.substr(0, 32), 64), kGreeting));
  auto verb = fields->list[1];
  for (const auto& known : kVerbs) {
    if (known.name != verb) continue;
    if (fields->count != known.arguments + 2)
      return bad_mark(verb,
                      fmt::format("it has {} fields, not {}", fields->count - 2, known.arguments));
    return known.parse(verb, std::span(fields->list).subspan(2, known.arguments));
  }
  return bad_mark(verb, "its verb is unknown");
}

std::string format_mark(const MarkContent& content) { return std::visit(Formatter{}, content); }

bool is_answered(const MarkContent& content) {
  return std::holds_alternative<StepMark>(content) || std::holds_alternative<TurnMark>(content);
}

}  // namespace tare
