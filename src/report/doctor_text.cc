#include "report/doctor_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace tare {

namespace {

std::string_view mark(Answer answer) { return answer == Answer::fact ? "" : name(answer); }

std::string padded(std::string_view text, std::size_t width) {
  std::string cell(text);
  auto taken = display_width(text);
  return taken < width ? cell.append(width - taken, ' ') : cell;
}

}  // namespace

std::string doctor_text(const Diagnosis& diagnosis) {
  std::size_t width = 0;
  for (const auto& check : diagnosis.checks) width = std::max(width, display_width(check.what));
  std::string text = "What can be measured on this machine\n\n";
  auto out = std::back_inserter(text);
  for (const auto& check : diagnosis.checks) {
    fmt::format_to(out, "  {:<6}  {}  {}\n", mark(check.answer), padded(check.what, width),
                   check.detail);
    if (!check.advice.empty())
      fmt::format_to(out, "{}→ {}\n", std::string(width + 12, ' '), check.advice);
  }
  text += "\nRecorded with each run\n\n";
  width = 0;
  for (const auto& note : diagnosis.host) width = std::max(width, note.key.size());
  for (const auto& note : diagnosis.host)
    fmt::format_to(out, "  {}  {}\n", padded(note.key, width), note.value);
  return text;
}

std::string doctor_json(const Diagnosis& diagnosis) {
  nlohmann::ordered_json json;
  json["checks"] = nlohmann::ordered_json::array();
  for (const auto& check : diagnosis.checks)
    json["checks"].push_back({{"what", check.what},
                              {"answer", name(check.answer)},
                              {"detail", check.detail},
                              {"advice", check.advice}});
  json["host"] = nlohmann::ordered_json::object();
  for (const auto& note : diagnosis.host) json["host"][note.key] = note.value;
  // The texts come from foreign systems: what is no UTF-8 is replaced, never thrown at the user.
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace tare
