#include "llama/model_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <ggml.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/text.h"
#include "base/unique_fd.h"
#include "llama/handles.h"

namespace tare::llama {
namespace {

constexpr std::string_view kHint = "give another with --model FILE or TARE_MODEL";

// Magic, version, number of tensors, number of keys: the fixed head of a GGUF file.
constexpr std::size_t kHead = 24;
constexpr std::uint32_t kOldestVersion = 2;

struct Ggml {
  void operator()(ggml_context* context) const { ggml_free(context); }
};

Result<> check_head(const std::string& path, std::string_view head, Bytes size) {
  if (head.size() < kHead)
    return bad_input(
        fmt::format("{} has only {} bytes: that is no GGUF model; {}.", path, size.value, kHint));
  if (head.substr(0, 4) != "GGUF")
    return bad_input(
        fmt::format("{} is not a GGUF model (it does not begin with GGUF); {}.", path, kHint));
  std::uint32_t version = 0;
  std::memcpy(&version, head.data() + 4, sizeof version);
  if ((version & 0xFFFF) == 0)
    return bad_input(
        fmt::format("{} is a GGUF model for machines of the other byte order; {}.", path, kHint));
  if (version < kOldestVersion || version > GGUF_VERSION)
    return bad_input(
        fmt::format("{} is a GGUF model of version {}; versions {} to {} can be read; {}.", path,
                    version, kOldestVersion, GGUF_VERSION, kHint));
  return {};
}

// Where the last tensor's data ends, counted from the file's beginning.
std::uint64_t end_of_tensors(const gguf_context* file) {
  std::uint64_t end = 0;
  for (std::int64_t i = 0; i < gguf_get_n_tensors(file); ++i)
    end = std::max<std::uint64_t>(end,
                                  gguf_get_tensor_offset(file, i) + gguf_get_tensor_size(file, i));
  return gguf_get_data_offset(file) + end;
}

}  // namespace

Result<Bytes> check_model_file(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) {
    int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR)
      return bad_input(fmt::format("{}: there is no such model file; {}.", path, kHint));
    return refused(
        fmt::format("{}: the model file cannot be opened: {}.", path, std::strerror(reason)),
        reason);
  }
  struct stat facts{};
  if (::fstat(fd.get(), &facts) != 0)
    return refused(fmt::format("{}: {}.", path, std::strerror(errno)), errno);
  if (!S_ISREG(facts.st_mode))
    return bad_input(fmt::format("{} is not a file that holds a model; {}.", path, kHint));
  Bytes size{static_cast<std::uint64_t>(facts.st_size)};
  if (size == Bytes{})
    return bad_input(fmt::format("{} is empty: that is no GGUF model; {}.", path, kHint));

  std::array<char, kHead> head{};
  auto got = ::pread(fd.get(), head.data(), head.size(), 0);
  if (got < 0)
    return refused(fmt::format("{} cannot be read: {}.", path, std::strerror(errno)), errno);
  auto good = check_head(path, {head.data(), static_cast<std::size_t>(got)}, size);
  if (!good) return pass(good.error());
  return size;
}

std::string blame_file(const std::string& path, Bytes file_size) {
  ggml_context* shapes = nullptr;
  GgufPtr file(gguf_init_from_file(path.c_str(), {.no_alloc = true, .ctx = &shapes}));
  std::unique_ptr<ggml_context, Ggml> owned(shapes);
  if (!file)
    return fmt::format(
        "{} is cut short or damaged: its list of tensors cannot be read from its {} "
        "MiB; fetch the file again.",
        path, mib_text(file_size));
  auto end = end_of_tensors(file.get());
  if (end <= file_size.value) return {};
  return fmt::format("{} is cut short: it has {} of at least {} bytes; fetch the file again.", path,
                     file_size.value, end);
}

}  // namespace tare::llama
