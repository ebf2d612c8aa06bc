#include "mate/config_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "base/unique_fd.h"

namespace mate {

using tare::bad_input;
using tare::printable;
using tare::refused;
using tare::Result;

namespace {

auto cannot(std::string_view what, const std::string& path, int error) {
  return refused(fmt::format("{}: cannot be {}: {}.", printable(path), what,
                             std::generic_category().message(error)),
                 error);
}

Result<std::string> read_all(int fd, const std::string& path, std::size_t limit) {
  std::string text;
  char piece[16384];
  while (true) {
    ssize_t got = ::read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", path, errno);
    if (got == 0) return text;
    text.append(piece, static_cast<std::size_t>(got));
    if (text.size() > limit) {
      return bad_input(fmt::format("{}: larger than {} KiB, so it is no configuration of ours.",
                                   printable(path), limit >> 10));
    }
  }
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t done = ::write(fd, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return ::fsync(fd) == 0;
}

bool is_directory(const std::string& path) {
  std::error_code unreadable;
  return std::filesystem::is_directory(path, unreadable);
}

// mkdir -p with 0700 for what is new.
int make_folders(const std::filesystem::path& folder) {
  if (folder.empty() || is_directory(folder.string())) return 0;
  if (int error = make_folders(folder.parent_path())) return error;
  return ::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST ? 0 : errno;
}

std::string behind_links(const std::string& path) {
  std::error_code error;
  auto real = std::filesystem::canonical(path, error);
  return error ? path : real.string();
}

}  // namespace

Result<std::optional<std::string>> read_user_file(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: opening a FIFO without a writer would wait for ever.
  tare::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd && errno == ENOENT) return std::optional<std::string>();
  if (!fd) return cannot("read", path, errno);
  struct stat facts{};
  if (::fstat(fd.get(), &facts) != 0) return cannot("read", path, errno);
  if (S_ISDIR(facts.st_mode)) {
    return bad_input(fmt::format("{}: is a directory; name the file itself.", printable(path)));
  }
  if (!S_ISREG(facts.st_mode)) {
    return bad_input(fmt::format("{}: is not a regular file.", printable(path)));
  }
  auto text = read_all(fd.get(), path, limit);
  if (!text) return tare::pass(text.error());
  return std::optional(std::move(*text));
}

Result<> replace_user_file(const std::string& path, std::string_view text) {
  std::string target = behind_links(path);
  if (is_directory(target)) return cannot("written", path, EISDIR);
  auto folder = std::filesystem::path(target).parent_path();
  if (int error = make_folders(folder)) return cannot("written", path, error);
  std::string temporary = target + ".XXXXXX";
  tare::UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!fd) return cannot("written", path, errno);
  if (!write_all(fd.get(), text) || ::rename(temporary.c_str(), target.c_str()) != 0) {
    int error = errno;
    ::unlink(temporary.c_str());
    return cannot("written", path, error);
  }
  return {};
}

}  // namespace mate
