#include "linux/linux_platform.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "base/unique_fd.h"

namespace tare {

namespace {

constexpr std::size_t kMostText = std::size_t{1} << 20;
constexpr std::size_t kFirstBuffer = 4096;  // status, stat and meminfo fit
// The kernel hands out smaps a page at a time; handing on 64 KiB keeps the callbacks few.
constexpr std::size_t kStreamBuffer = std::size_t{64} << 10;

tl::unexpected<Error> failed(std::string_view action, const std::string& path, int code) {
  auto reason = std::error_code(code, std::generic_category()).message();
  return refused(fmt::format("cannot {} {}: {}", action, printable(path, PATH_MAX), reason), code);
}

tl::unexpected<Error> too_long(std::string_view what, const std::string& path) {
  return refused(
      fmt::format("cannot read {}: {} is longer than 1 MiB", printable(path, PATH_MAX), what),
      EFBIG);
}

Result<UniqueFd> open_file(const std::string& path, int flags, std::string_view action) {
  for (;;) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY));
    if (fd) return fd;
    if (errno != EINTR) return failed(action, path, errno);
  }
}

ssize_t pread_all(int fd, char* to, std::size_t size, std::size_t offset) {
  ssize_t n = 0;
  do n = ::pread(fd, to, size, static_cast<off_t>(offset));
  while (n < 0 && errno == EINTR);
  return n;
}

class KeptFile : public TextFile {
 public:
  KeptFile(std::string path, UniqueFd fd)
      : path_(std::move(path)), fd_(std::move(fd)), buffer_(kFirstBuffer) {}

  Result<std::string_view> read() override {
    std::size_t size = 0;
    for (;;) {
      auto n = pread_all(fd_.get(), buffer_.data() + size, buffer_.size() - size, size);
      if (n < 0) return failed("read", path_, errno);
      size += static_cast<std::size_t>(n);
      // Made in one piece (see TextFile), so less than there was room for is the end: a second call
      // would cost as much as the first half of a sample.
      if (size < buffer_.size()) return std::string_view(buffer_.data(), size);
      if (size > kMostText) return too_long("it", path_);
      buffer_.resize(std::min(2 * size, kMostText + 1));
    }
  }

 private:
  std::string path_;
  UniqueFd fd_;
  std::vector<char> buffer_;
};

// Hands on what is complete of buffer[0, size) and moves the begun line to the front.
std::size_t hand_on(std::vector<char>& buffer, std::size_t size,
                    const std::function<void(std::string_view)>& chunk) {
  std::string_view text(buffer.data(), size);
  auto complete = text.rfind('\n') + 1;  // npos + 1 is 0: no line is complete
  if (complete > 0) chunk(text.substr(0, complete));
  std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(complete),
            buffer.begin() + static_cast<std::ptrdiff_t>(size), buffer.begin());
  return size - complete;
}

}  // namespace

Result<std::unique_ptr<TextFile>> LinuxPlatform::open_text(const std::string& path) {
  auto fd = open_file(path, O_RDONLY, "open");
  if (!fd) return pass(fd.error());
  return std::make_unique<KeptFile>(path, std::move(*fd));
}

Result<> LinuxPlatform::stream_text(const std::string& path,
                                    const std::function<void(std::string_view)>& chunk) {
  auto fd = open_file(path, O_RDONLY, "open");
  if (!fd) return pass(fd.error());
  auto buffer = std::exchange(buffer_, {});  // ours alone while `chunk` may call us again
  if (buffer.empty()) buffer.resize(kStreamBuffer);
  std::size_t size = 0;
  std::size_t offset = 0;
  for (;;) {
    auto n = pread_all(fd->get(), buffer.data() + size, buffer.size() - size, offset);
    if (n < 0) return failed("read", path, errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
    offset += static_cast<std::size_t>(n);
    if (buffer.size() - size >= kFirstBuffer) continue;
    size = hand_on(buffer, size, chunk);
    if (size <= buffer.size() / 2) continue;
    if (size > kMostText) return too_long("a line", path);
    buffer.resize(2 * buffer.size());
  }
  if (size > 0) chunk(std::string_view(buffer.data(), size));
  buffer_ = std::move(buffer);
  return {};
}

Result<std::vector<std::string>> LinuxPlatform::list(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(path, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error) return failed("list", path, error.value());
  std::ranges::sort(names);
  return names;
}

Result<std::string> LinuxPlatform::link_target(const std::string& path) {
  std::string target(PATH_MAX, '\0');
  auto n = ::readlink(path.c_str(), target.data(), target.size());
  if (n < 0) return failed("follow", path, errno);
  target.resize(static_cast<std::size_t>(n));
  return target;
}

Result<> LinuxPlatform::write_text(const std::string& path, std::string_view text) {
  auto fd = open_file(path, O_WRONLY, "open");
  if (!fd) return pass(fd.error());
  auto n = ::write(fd->get(), text.data(), text.size());
  if (n < 0) return failed("write", path, errno);
  if (static_cast<std::size_t>(n) != text.size()) return failed("write all of", path, EIO);
  return {};
}

}  // namespace tare
