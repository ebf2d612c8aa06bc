#include "sqlite/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "base/unique_fd.h"

namespace tare {

namespace {

tl::unexpected<Error> cannot_make(std::string_view what, const std::string& path, int system) {
  return refused(fmt::format("{}: cannot make this {}: {}; name another place.", printable(path),
                             what, std::strerror(system)),
                 system);
}

}  // namespace

Result<> make_private_folder_of(const std::string& path) {
  for (auto end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    auto folder = path.substr(0, end);
    // A folder that is there may answer EEXIST, or EROFS and EACCES before that.
    if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) continue;
    int system = errno;
    struct stat found{};
    if (::stat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) continue;
    return cannot_make("folder", folder, system);
  }
  return {};
}

Result<> create_private_file(const std::string& path) {
  if (auto made = make_private_folder_of(path); !made) return made;
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file) return {};
  if (errno == EEXIST)
    return bad_input(fmt::format("{}: is there already and is left as it is; name another file.",
                                 printable(path)));
  return cannot_make("file", path, errno);
}

}  // namespace tare
