// For tests: the stored kernel texts of tests/data.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace tare {

inline std::string stored_text(const std::string& name) {
  const char* folder = std::getenv("TARE_TEST_DATA");
  std::ifstream file(std::string(folder == nullptr ? "tests/data" : folder) + "/" + name);
  EXPECT_TRUE(file) << "no stored text " << name << "; run by ctest, or set TARE_TEST_DATA";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace tare
