#include "mate/log_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <ctime>

namespace mate {

namespace {

constexpr off_t kLongest = 1 << 20;

}  // namespace

LogFile::LogFile(const std::string& path) {
  struct stat now{};
  if (::stat(path.c_str(), &now) == 0 && now.st_size > kLongest)
    std::rename(path.c_str(), (path + ".old").c_str());
  fd_.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
}

void LogFile::write(std::string_view line) {
  if (!fd_) return;
  auto text = fmt::format("{:%Y-%m-%dT%H:%M:%SZ} {}\n", fmt::gmtime(std::time(nullptr)), line);
  // One write, so that two programs' lines do not mix; a full disk loses a line, no more.
  [[maybe_unused]] auto written = ::write(fd_.get(), text.data(), text.size());
}

}  // namespace mate
