// Foreign text within HTML, for every page of ours. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tare {

// Safe between tags and in attributes within double quotes: & < > " become entities.
std::string html_escaped(std::string_view text);

}  // namespace tare
