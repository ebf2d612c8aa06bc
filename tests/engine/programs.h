// Where the programs of this build lie.
#pragma once

#include <cstdlib>
#include <string>

namespace tare {

inline std::string program(const std::string& name) {
  const char* folder = std::getenv("TARE_BIN");
  return (folder == nullptr ? std::string("build/release/bin") : std::string(folder)) + "/" + name;
}

}  // namespace tare
