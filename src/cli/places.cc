#include "cli/places.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "base/unique_fd.h"

namespace tare {

namespace {

Error cannot_write(const std::string& path, int error) {
  return {fmt::format("{} can't be written: {}.", printable(path, 256), std::strerror(error)),
          ErrorKind::refused, error};
}

Result<> write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return pass(cannot_write(path, errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<std::string> program_folder() {
  std::error_code error;
  auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return refused(fmt::format("/proc/self/exe can't be read: {}.", error.message()));
  return self.parent_path().string();
}

Result<std::string> program_beside(const std::string& name) {
  auto folder = program_folder();
  if (!folder) return folder;
  auto path = *folder + "/" + name;
  if (::access(path.c_str(), X_OK) != 0)
    return bad_input(
        fmt::format("There is no {} in {}, beside tare: build it with ./run --build-only.", name,
                    printable(*folder, 256)));
  return path;
}

Result<std::string> runs_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && *data == '/') return std::string(data) + "/tare/runs";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return std::string(home) + "/.local/share/tare/runs";
  return bad_input(
      "Neither XDG_DATA_HOME nor HOME says where runs can be kept: set one, or name a file with "
      "--out.");
}

Result<> write_file(const std::string& path, std::string_view text) {
  auto part = path + ".part";
  UniqueFd fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!fd) return pass(cannot_write(path, errno));
  auto written = write_all(fd.get(), text, path);
  if (written && ::close(fd.release()) != 0) written = pass(cannot_write(path, errno));
  if (written && ::rename(part.c_str(), path.c_str()) != 0)
    written = pass(cannot_write(path, errno));
  if (!written) ::unlink(part.c_str());
  return written;
}

}  // namespace tare
