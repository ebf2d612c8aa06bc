// The words that the page's script puts in place, by the names that it uses. Pure.
#pragma once

#include <map>
#include <string>

#include "report/words.h"

namespace tare {

std::map<std::string, std::string> page_words(Lang lang);

}  // namespace tare
