#include "mate/scratch_folder.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace mate {

namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr const char* kFiles[] = {"/conversation.db", "/conversation.db-wal",
                                  "/conversation.db-shm", "/conversation.db-journal"};

// Fixed arrays, because a signal handler may neither allocate nor look into a std::string.
std::array<std::array<char, 512>, std::size(kFiles)> g_files;
std::array<char, 512> g_folder;

void remove_all() {
  for (const auto& file : g_files) ::unlink(file.data());
  ::rmdir(g_folder.data());
}

extern "C" void remove_and_go(int signal) {
  remove_all();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

tare::Result<ScratchFolder> ScratchFolder::make() {
  const char* place = std::getenv("TMPDIR");
  auto path =
      fmt::format("{}/desktop-mate-XXXXXX", place != nullptr && *place != 0 ? place : "/tmp");
  if (path.size() + 32 > g_folder.size() || ::mkdtemp(path.data()) == nullptr) {
    int why = errno;
    return tare::refused(fmt::format("A folder for the scenario's database can't be made ({}): {}.",
                                     path, std::strerror(why)),
                         why);
  }
  std::memcpy(g_folder.data(), path.c_str(), path.size() + 1);
  for (std::size_t i = 0; i < std::size(kFiles); ++i) {
    auto file = path + kFiles[i];
    std::memcpy(g_files[i].data(), file.c_str(), file.size() + 1);
  }
  for (int signal : kSignals) ::signal(signal, remove_and_go);
  return ScratchFolder(std::move(path));
}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  for (int signal : kSignals) ::signal(signal, SIG_DFL);
  remove_all();
}

}  // namespace mate
