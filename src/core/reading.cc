#include "core/reading.h"

namespace tare {

std::optional<Why> why_named(std::string_view text) {
  for (auto why : {Why::not_asked, Why::not_supported, Why::not_permitted, Why::no_device,
                   Why::process_gone, Why::no_limit, Why::failed})
    if (name(why) == text) return why;
  return std::nullopt;
}

Reading operator+(const Reading& a, const Reading& b) {
  if (!a) return a;
  if (!b) return b;
  return *a + *b;
}

std::optional<ByteDelta> difference(const Reading& later, const Reading& earlier) {
  if (!later || !earlier) return std::nullopt;
  return *later - *earlier;
}

}  // namespace tare
