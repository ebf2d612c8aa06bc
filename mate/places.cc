#include "mate/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <vector>

namespace mate {

namespace {

namespace fs = std::filesystem;

std::string base(const char* variable, std::string_view below_home) {
  const char* value = std::getenv(variable);
  if (value != nullptr && value[0] == '/') return value;
  const char* home = std::getenv("HOME");
  return fmt::format("{}/{}", home != nullptr ? home : "", below_home);
}

std::optional<std::string> first_model(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> models;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".gguf") models.push_back(entry.path().string());
  }
  if (models.empty()) return std::nullopt;
  return *std::ranges::min_element(models);
}

}  // namespace

std::string config_place() {
  return base("XDG_CONFIG_HOME", ".config") + "/desktop-mate/config.json";
}

std::string data_place() { return base("XDG_DATA_HOME", ".local/share") + "/desktop-mate"; }

std::string program_folder() {
  std::error_code error;
  auto program = fs::read_symlink("/proc/self/exe", error);
  return error ? "." : program.parent_path().string();
}

tare::Result<std::string> choose_model(const std::string& asked, const std::string& configured) {
  const char* environment = std::getenv("TARE_MODEL");
  for (const auto& path :
       {asked, std::string(environment != nullptr ? environment : ""), configured}) {
    if (!path.empty()) return path;
  }
  for (const auto& folder : {fs::path("models"), fs::path(program_folder()) / "../../../models"}) {
    if (auto model = first_model(folder)) return *model;
  }
  return tare::bad_input(
      "No model to load: name one with --model FILE, TARE_MODEL, or ai.model_path in the "
      "configuration.");
}

tare::Result<> make_folder(const std::string& path) {
  std::error_code error;
  fs::path folder(path);
  std::vector<fs::path> missing;
  for (auto part = folder; !part.empty() && !fs::exists(part, error); part = part.parent_path())
    missing.push_back(part);
  for (auto part = missing.rbegin(); part != missing.rend(); ++part) {
    if (!fs::create_directory(*part, error) && error)
      return tare::refused(fmt::format("The folder {} can't be made: {}.", path, error.message()),
                           error.value());
    fs::permissions(*part, fs::perms::owner_all, error);
  }
  if (!fs::is_directory(folder, error))
    return tare::refused(fmt::format("{} is no folder: name another with --data.", path));
  return {};
}

}  // namespace mate
