// Which emotions a text gives evidence of.
#pragma once

#include <array>
#include <string_view>

#include "mate/emotion.h"

namespace mate {

// Indexed by EmotionKind; that of neutral stays empty. A negated word counts for what its negation
// means ("pas content": angry; "not happy": sorrow), or not at all ("not sad"). A text whose
// language shows is read in that language only, so that French "pain" is bread.
std::array<Evidence, kEmotions.size()> evidence_in(std::string_view text);

}  // namespace mate
