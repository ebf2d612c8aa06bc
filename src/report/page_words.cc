#include "report/page_words.h"

#include <array>
#include <utility>

namespace tare {

std::map<std::string, std::string> page_words(Lang lang) {
  constexpr std::array kNames = {
      std::pair{"ram", Word::page_ram},
      std::pair{"vram", Word::page_vram},
      std::pair{"system", Word::page_system},
      std::pair{"steps", Word::page_steps},
      std::pair{"theme", Word::page_theme},
      std::pair{"auto", Word::page_auto},
      std::pair{"light", Word::page_light},
      std::pair{"dark", Word::page_dark},
      std::pair{"layout", Word::page_layout},
      std::pair{"side", Word::page_side},
      std::pair{"overlaid", Word::page_overlaid},
      std::pair{"zero", Word::page_zero},
      std::pair{"begin", Word::page_begin},
      std::pair{"whole", Word::page_whole},
      std::pair{"zoom_step", Word::page_zoom_step},
      std::pair{"go", Word::page_go},
      std::pair{"chart", Word::page_chart},
      std::pair{"legend", Word::page_legend},
      std::pair{"keys", Word::page_keys},
      std::pair{"hint", Word::page_hint},
      std::pair{"values", Word::page_values},
      std::pair{"series", Word::page_series},
      std::pair{"first", Word::page_first},
      std::pair{"lowest", Word::page_lowest},
      std::pair{"highest", Word::page_highest},
      std::pair{"final", Word::page_final},
      std::pair{"summary", Word::page_summary},
      std::pair{"not_read", Word::page_not_read},
      std::pair{"message", Word::page_message},
      std::pair{"wide", Word::page_wide},
      std::pair{"made_of", Word::page_made_of},
      std::pair{"about", Word::page_about},
      std::pair{"findings", Word::page_findings},
      std::pair{"licence", Word::page_licence},
      std::pair{"peak", Word::page_peak},
      std::pair{"own", Word::page_own},
      std::pair{"step", Word::col_step},
      std::pair{"delta_ram", Word::col_delta_ram},
      std::pair{"delta_vram", Word::col_delta_vram},
  };
  std::map<std::string, std::string> words;
  for (const auto& [name, key] : kNames) words[name] = word(lang, key);
  return words;
}

}  // namespace tare
