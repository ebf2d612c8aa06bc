#include "nvml/nvml_cards.h"

#include <fmt/format.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <stop_token>
#include <system_error>
#include <utility>

namespace tare {

namespace {

// The first PID namespace's inode, PROC_PID_INIT_INO of the kernel.
constexpr const char* kHostPids = "pid:[4026531836]";

}  // namespace

struct NvmlCards::Question {
  pid_t pid = 0;
  bool users = false;  // who holds memory, instead of the cards
};
struct NvmlCards::Answer {
  Cards cards;
  std::vector<CardUsers> users;
};

// One question at a time: the caller writes `question`, the worker takes it and writes `answer`.
struct NvmlCards::Shared {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Question> question;
  bool busy = false;  // from the question until its answer
  bool ended = false;
  std::optional<Answer> answer;

  void work(const std::stop_token& stop, const std::string& library,
            nvml::Surroundings surroundings) {
    {
      nvml::Reader reader(library, surroundings);
      std::unique_lock lock(mutex);
      while (changed.wait(lock, stop, [this] { return question.has_value(); })) {
        auto asked = *std::exchange(question, std::nullopt);
        lock.unlock();
        Answer found;
        if (asked.users) {
          found.users = reader.users();
        } else {
          found.cards = reader.read(asked.pid);
        }
        lock.lock();
        answer = std::move(found);
        busy = false;
        changed.notify_all();
      }
    }
    std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
  }
};

std::string nvml_library(bool wsl) {
  const char* other = std::getenv("TARE_NVML_LIBRARY");
  if (other != nullptr && *other != '\0') return other;
  return wsl ? "/usr/lib/wsl/lib/libnvidia-ml.so.1" : "libnvidia-ml.so.1";
}

nvml::Surroundings surroundings(Platform& platform) {
  auto version = read_text(platform, "/proc/version").value_or("");
  auto pids = platform.link_target("/proc/self/ns/pid").value_or("");
  bool wsl = version.find("microsoft") != std::string::npos ||
             version.find("Microsoft") != std::string::npos;
  return {.host_pids = pids == kHostPids, .wsl = wsl};
}

NvmlCards::NvmlCards(Platform& platform, NvmlOptions options)
    : options_(std::move(options)), shared_(std::make_shared<Shared>()) {
  auto around = surroundings(platform);
  if (options_.library.empty()) options_.library = nvml_library(around.wsl);
  try {
    worker_ =
        std::jthread([shared = shared_, library = options_.library, around](
                         const std::stop_token& stop) { shared->work(stop, library, around); });
  } catch (const std::system_error& error) {  // a limit on processes or on address space
    no_worker_ = Missing{
        Why::failed, fmt::format("no thread to ask the NVIDIA driver: {}", error.code().message())};
  }
}

NvmlCards::~NvmlCards() {
  if (!worker_.joinable()) return;
  worker_.request_stop();
  std::unique_lock lock(shared_->mutex);
  bool ended =
      shared_->changed.wait_for(lock, options_.deadline, [this] { return shared_->ended; });
  lock.unlock();
  if (!ended) worker_.detach();
}

Cards NvmlCards::unanswered() const {
  if (no_worker_) return {{}, no_worker_};
  Missing reason{Why::failed, "the NVIDIA driver did not answer"};
  if (last_.list.empty()) return {{}, reason};
  auto cards = last_;
  for (auto& card : cards.list) card.total = card.used = card.process = reason;
  return cards;
}

std::optional<NvmlCards::Answer> NvmlCards::ask(const Question& question) {
  if (no_worker_) return std::nullopt;
  std::unique_lock lock(shared_->mutex);
  if (shared_->busy) return std::nullopt;
  shared_->answer.reset();
  shared_->question = question;
  shared_->busy = true;
  shared_->changed.notify_all();
  auto patience = answered_ ? options_.deadline : options_.first_deadline;
  answered_ = true;  // patience is for the first question, not for the first answer
  if (!shared_->changed.wait_for(lock, patience, [this] { return !shared_->busy; }))
    return std::nullopt;
  return std::move(shared_->answer);
}

Cards NvmlCards::read(pid_t pid) {
  auto answer = ask({.pid = pid});
  if (!answer) return unanswered();
  last_ = std::move(answer->cards);
  return last_;
}

std::vector<CardUsers> NvmlCards::users(const std::vector<pid_t>& /*candidates*/) {
  if (auto answer = ask({.users = true})) return std::move(answer->users);
  std::vector<CardUsers> none;
  for (const auto& card : unanswered().list) none.push_back({card.id, {}, card.process});
  return none;
}

}  // namespace tare
