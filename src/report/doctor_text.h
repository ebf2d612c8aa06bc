// tare doctor's answer, for people and for programs.
#pragma once

#include <string>

#include "core/diagnosis.h"

namespace tare {

// One line a check; what to do about it on the line below.
std::string doctor_text(const Diagnosis& diagnosis);

// {"checks": [{"what", "answer": "yes|partly|no|fact", "detail", "advice"}], "host": {…}}
std::string doctor_json(const Diagnosis& diagnosis);

}  // namespace tare
