#include "linux/stand_in_card.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/text.h"

namespace tare {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 10s;
constexpr Bytes kSmallest = mib(1);

Result<UniqueFd> shared_page() {
  UniqueFd fd(::memfd_create("tare-stand-in-card", MFD_CLOEXEC));
  if (!fd || ::ftruncate(fd.get(), sizeof(StandInBlock)) != 0)
    return refused(
        fmt::format("the stand-in card gets no shared memory: {}.", std::strerror(errno)), errno);
  return fd;
}

// Attributes and actions of a child, freed with this.
struct Spawn {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  Spawn() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~Spawn() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;

  // dup2 of a descriptor onto itself takes its close-on-exec flag away (glibc, POSIX 2024).
  void keep(int fd) { posix_spawn_file_actions_adddup2(&actions, fd, fd); }

  // A session of its own, so that Ctrl-C meant for us does not take the card away under a model
  // that is being unloaded; and no signal blocked or ignored by inheritance.
  void apart() {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
};

}  // namespace

void StandInCard::Unmap::operator()(StandInBlock* block) const {
  ::munmap(block, sizeof(StandInBlock));
}

Result<std::unique_ptr<StandInCard>> StandInCard::start(Bytes size, const std::string& executable) {
  if (size < kSmallest)
    return bad_input(
        fmt::format("a stand-in card of {} bytes is too small: give at least {} MiB, as in "
                    "--stand-in-gpu 6GiB.",
                    size.value, mib_text(kSmallest)));
  if (::access(executable.c_str(), X_OK) != 0)
    return refused(fmt::format("the stand-in card's program {} cannot be started: {}; build it "
                               "with ./run --build-only.",
                               executable, std::strerror(errno)),
                   errno);
  std::unique_ptr<StandInCard> card(new StandInCard);
  card->size_ = size;
  if (auto launched = card->launch(executable); !launched) return pass(launched.error());
  if (auto ready = card->wait_until_ready(executable); !ready) return pass(ready.error());
  return card;
}

Result<> StandInCard::launch(const std::string& executable) {
  auto shared = shared_page();
  if (!shared) return pass(shared.error());
  shared_ = std::move(*shared);
  void* page =
      ::mmap(nullptr, sizeof(StandInBlock), PROT_READ | PROT_WRITE, MAP_SHARED, shared_.get(), 0);
  if (page == MAP_FAILED)
    return refused(
        fmt::format("the stand-in card gets no shared memory: {}.", std::strerror(errno)), errno);
  block_.reset(new (page) StandInBlock{});

  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    return refused(fmt::format("the stand-in card gets no pipe: {}.", std::strerror(errno)), errno);
  UniqueFd theirs(pipe[0]);
  life_.reset(pipe[1]);

  std::vector<std::string> words{executable,
                                 "--size",
                                 fmt::format("{}", size_.value),
                                 "--shared-fd",
                                 fmt::format("{}", shared_.get()),
                                 "--life-fd",
                                 fmt::format("{}", theirs.get())};
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Spawn spawn;
  spawn.keep(shared_.get());
  spawn.keep(theirs.get());
  spawn.apart();
  int failed = ::posix_spawn(&pid_, executable.c_str(), &spawn.actions, &spawn.attributes,
                             arguments.data(), environ);
  if (failed == 0) return {};
  pid_ = -1;
  return refused(fmt::format("the stand-in card's program {} cannot be started: {}.", executable,
                             std::strerror(failed)),
                 failed);
}

Result<> StandInCard::wait_until_ready(const std::string& executable) {
  auto until = Clock::now() + kPatience;
  while (Clock::now() < until) {
    switch (block_->state.load()) {
      case StandInState::ready:
        return {};
      case StandInState::failed:
        block_->error.back() = '\0';
        return refused(
            fmt::format("the stand-in card does not start: {}.", printable(block_->error.data())));
      case StandInState::starting:
        break;
    }
    if (ended())
      return refused(
          fmt::format("the stand-in card's program {} ended before it was ready.", executable));
    std::this_thread::sleep_for(1ms);
  }
  return refused(fmt::format("the stand-in card's program {} did not get ready within {} seconds.",
                             executable, kPatience.count()));
}

bool StandInCard::ended() {
  if (pid_ < 0 || reaped_) return true;
  pid_t gone = ::waitpid(pid_, nullptr, WNOHANG);
  // Somebody else's SIGCHLD handling may have reaped it: then it is gone as well.
  reaped_ = gone == pid_ || (gone < 0 && errno == ECHILD);
  return reaped_;
}

StandInCard::~StandInCard() {
  if (ended()) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string StandInCard::endpoint() const {
  return fmt::format("127.0.0.1:{}", block_->port.load());
}

Bytes StandInCard::peak() const { return {block_->peak.load()}; }

Cards StandInCard::read(pid_t) {
  CardMemory card{
      .id = "stand-in:0",
      .name = fmt::format("stand-in card of {} MiB (RAM of this machine)", size_.value >> 20),
      .kind = CardKind::stand_in,
      .total = size_};
  Reading used = Bytes{block_->used.load()};
  if (ended()) used = Missing{Why::process_gone, "the stand-in card's process has ended"};
  card.used = card.process = used;
  return {.list = {card}};
}

}  // namespace tare
