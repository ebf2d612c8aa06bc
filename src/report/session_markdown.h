// A session's document as Markdown (GitHub's tables and task lists). Pure.
#pragma once

#include <string>

#include "report/session.h"

namespace tare {

std::string session_markdown(const SessionDocument& document);

}  // namespace tare
