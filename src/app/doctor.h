// Finds out what can be measured here by trying it.
#pragma once

#include "core/diagnosis.h"
#include "core/sample.h"
#include "port/platform.h"

namespace tare {

// `nvidia` and `drm` are readings of these sources for any process. Resets our own high-water mark
// on the way, nothing else.
Diagnosis diagnose(Platform& platform, const Cards& nvidia, const Cards& drm);

}  // namespace tare
