#include "linux/marks_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "linux/system_error.h"

namespace tare {

namespace {

constexpr std::string_view kPrefix = "tare-";
constexpr std::string_view kSuffix = "XXXXXX/marks";

bool fits_an_address(std::string_view base) {
  return base.size() + 1 + kPrefix.size() + kSuffix.size() < sizeof(sockaddr_un::sun_path);
}

UniqueFd open_locked(const std::string& folder) {
  UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) fd.reset();
  return fd;
}

void remove_folder(const std::string& folder) {
  ::unlink((folder + "/marks").c_str());
  ::rmdir(folder.c_str());
}

// Nobody holds the lock of a dead recorder's folder.
void sweep(const std::string& base) {
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(base, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    auto name = entry->path().filename().string();
    if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + 6) continue;
    auto folder = entry->path().string();
    struct stat facts{};
    if (::lstat(folder.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) continue;
    if (facts.st_uid != ::geteuid()) continue;
    if (auto lock = open_locked(folder)) remove_folder(folder);
  }
}

}  // namespace

Result<MarksFolder> MarksFolder::make_below(const std::string& base) {
  if (!fits_an_address(base))
    return bad_input(fmt::format("{} is too long a path for a socket.", base));
  sweep(base);
  // A sweeper may take a folder between its making and its locking: then make another.
  for (int attempt = 0; attempt < 8; ++attempt) {
    auto path = fmt::format("{}/{}XXXXXX", base, kPrefix);
    if (::mkdtemp(path.data()) == nullptr) break;
    auto lock = open_locked(path);
    struct stat facts{};
    if (lock && ::lstat(path.c_str(), &facts) == 0) return MarksFolder(path, std::move(lock));
  }
  return refused(
      fmt::format("Cannot make a folder for marks below {}: {}.", base, system_reason(errno)),
      errno);
}

Result<MarksFolder> MarksFolder::make() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && runtime[0] == '/')
    if (auto folder = make_below(runtime)) return folder;
  return make_below("/tmp");
}

MarksFolder::~MarksFolder() {
  if (lock_) remove_folder(path_);
}

}  // namespace tare
