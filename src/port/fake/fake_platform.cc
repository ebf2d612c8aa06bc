#include "port/fake/fake_platform.h"

#include <fmt/format.h>

#include <cerrno>
#include <set>
#include <system_error>

namespace tare {

namespace {

tl::unexpected<Error> failed(std::string_view action, const std::string& path, int code) {
  auto reason = std::error_code(code, std::generic_category()).message();
  return refused(fmt::format("cannot {} {}: {}", action, path, reason), code);
}

class FakeFile : public TextFile {
 public:
  FakeFile(FakePlatform& platform, std::string path)
      : platform_(platform), path_(std::move(path)) {}
  Result<std::string_view> read() override {
    ++platform_.reads[path_];
    return platform_.text_of(path_);
  }

 private:
  FakePlatform& platform_;
  std::string path_;
};

}  // namespace

Result<std::string_view> FakePlatform::text_of(const std::string& path) {
  if (auto error = errors.find(path); error != errors.end())
    return failed("read", path, error->second);
  auto text = texts.find(path);
  if (text == texts.end()) return failed("read", path, ENOENT);
  return std::string_view(text->second);
}

Result<std::unique_ptr<TextFile>> FakePlatform::open_text(const std::string& path) {
  auto text = text_of(path);
  if (!text) return pass(text.error());
  return std::make_unique<FakeFile>(*this, path);
}

Result<> FakePlatform::stream_text(const std::string& path,
                                   const std::function<void(std::string_view)>& chunk) {
  ++reads[path];
  auto text = text_of(path);
  if (!text) return pass(text.error());
  while (!text->empty()) {
    auto end = text->find('\n', chunk_size);
    chunk(text->substr(0, end == std::string_view::npos ? end : end + 1));
    *text = end == std::string_view::npos ? std::string_view{} : text->substr(end + 1);
  }
  return {};
}

Result<std::vector<std::string>> FakePlatform::list(const std::string& path) {
  if (auto error = errors.find(path); error != errors.end())
    return failed("list", path, error->second);
  auto folder = path.ends_with('/') ? path : path + '/';
  std::set<std::string> names;
  auto gather = [&](const std::map<std::string, std::string>& files) {
    for (auto file = files.lower_bound(folder);
         file != files.end() && file->first.starts_with(folder); ++file) {
      auto rest = file->first.substr(folder.size());
      names.insert(rest.substr(0, rest.find('/')));
    }
  };
  gather(texts);
  gather(links);
  if (names.empty()) return failed("list", path, ENOENT);
  return std::vector<std::string>(names.begin(), names.end());
}

Result<std::string> FakePlatform::link_target(const std::string& path) {
  if (auto error = errors.find(path); error != errors.end())
    return failed("follow", path, error->second);
  auto link = links.find(path);
  if (link == links.end()) return failed("follow", path, ENOENT);
  return link->second;
}

Result<> FakePlatform::write_text(const std::string& path, std::string_view text) {
  auto known = text_of(path);
  if (!known) return pass(known.error());
  written.emplace_back(path, text);
  if (on_write) on_write(path, text);
  return {};
}

}  // namespace tare
