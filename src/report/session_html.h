// A session's document as one plain HTML page: no script, no network, readable in light, dark and
// print. Pure.
#pragma once

#include <string>

#include "report/session.h"

namespace tare {

std::string session_html(const SessionDocument& document);

}  // namespace tare
