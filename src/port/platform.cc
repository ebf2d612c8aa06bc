#include "port/platform.h"

#include <algorithm>
#include <iterator>

#include <cerrno>

namespace tare {

Missing missing(const Error& error) {
  switch (error.system) {
    case ENOENT:
      return {Why::not_supported, error.text};
    case EACCES:
    case EPERM:
      return {Why::not_permitted, error.text};
    case ESRCH:
      return {Why::process_gone, error.text};
    default:
      return {Why::failed, error.text};
  }
}

Result<std::string> read_text(Platform& platform, const std::string& path) {
  auto file = platform.open_text(path);
  if (!file) return pass(file.error());
  auto text = (*file)->read();
  if (!text) return pass(text.error());
  return std::string(*text);
}

std::vector<CardUsers> CardSource::users(const std::vector<pid_t>& candidates) {
  std::vector<CardUsers> all;
  for (auto pid : candidates) {
    for (const auto& card : read(pid).list) {
      auto known = std::ranges::find(all, card.id, &CardUsers::card);
      if (known == all.end()) known = all.insert(all.end(), CardUsers{card.id, {}, Reading{}});
      known->list.emplace_back(pid, card.process);
    }
  }
  return all;
}

Cards read_cards(const std::vector<CardSource*>& sources, pid_t pid) {
  Cards all;
  for (auto* source : sources) {
    auto cards = source->read(pid);
    std::ranges::move(cards.list, std::back_inserter(all.list));
    if (!cards.none) continue;
    if (!all.none) {
      all.none = cards.none;
    } else {
      all.none->detail += "; " + cards.none->detail;
    }
  }
  if (!all.list.empty()) all.none.reset();
  if (all.list.empty() && !all.none) all.none = Missing{Why::not_asked, "no source of cards"};
  return all;
}

}  // namespace tare
