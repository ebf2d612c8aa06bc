#include "mate/home_main.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "base/text.h"
#include "mate/chat_words.h"
#include "mate/places.h"

namespace mate {

namespace {

class LoadBar {
 public:
  explicit LoadBar(std::string_view word) : word_(word), on_(::isatty(STDERR_FILENO) != 0) {}
  void show(float fraction) {
    int percent = static_cast<int>(fraction * 100);
    if (!on_ || percent == shown_) return;
    shown_ = percent;
    fmt::print(stderr, "\r{} {:3d} %", word_, percent);
  }
  void clear() const {
    if (on_ && shown_ >= 0) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  std::string_view word_;
  bool on_;
  int shown_ = -1;
};

ChatSettings chat_settings(const Options& options, const Config& config) {
  return {.system_prompt = config.ai.system_prompt,
          .context_limit = static_cast<std::size_t>(config.ai.context_limit),
          .max_tokens = options.reply_tokens > 0 ? options.reply_tokens : config.ai.max_tokens,
          .sampling = {.temperature = config.ai.temperature,
                       .top_p = config.ai.top_p,
                       .seed = static_cast<std::uint32_t>(::getpid())}};
}

// The memory first: a conversation that can't be kept is told before a long load.
tare::Result<> open_memory(const Options& options, Home& home) {
  auto folder = options.data.empty() ? data_place() : options.data;
  if (auto made = make_folder(folder); !made) return made;
  auto memory = ConversationMemory::open(folder + "/conversation.db");
  if (!memory) return tare::pass(memory.error());
  if (memory->read_only()) {
    return tare::refused(fmt::format(
        "{}/conversation.db: cannot be written, so nothing would be kept; give yourself write "
        "permission, or name another folder with --data.",
        tare::printable(folder)));
  }
  home.memory = std::make_unique<ConversationMemory>(std::move(*memory));
  home.log = std::make_unique<LogFile>(folder + "/desktop-mate.log");
  return {};
}

}  // namespace

tare::Result<> settle(const Options& options, std::string source, Home& home) {
  if (auto opened = open_memory(options, home); !opened) return opened;
  auto* log = home.log.get();
  auto wired = wire(options, false, [log](std::string_view line) {
    log->write(line);
    if (line.starts_with("warning")) fmt::print(stderr, "desktop-mate: {}\n", line);
  });
  if (!wired) return tare::pass(wired.error());
  home.wiring = std::move(*wired);
  auto& wiring = *home.wiring;
  const auto& config = wiring.config;
  for (const auto& warning : config.warnings) fmt::print(stderr, "desktop-mate: {}\n", warning);
  home.avatar = std::make_unique<AvatarBridge>(config.unity.host, config.unity.port);
  home.companion = std::make_unique<Companion>(CompanionParts{.engine = *wiring.engine,
                                                              .manager = *wiring.manager,
                                                              .watch = *wiring.watch,
                                                              .governor = wiring.governor.get(),
                                                              .memory = home.memory.get(),
                                                              .avatar = home.avatar.get()},
                                               chat_settings(options, config), std::move(source));
  LoadBar bar(chat_words(wiring.french).loading);
  auto model = home.companion->begin(wiring.request, config.ai.warm,
                                     [&](float fraction) { bar.show(fraction); });
  bar.clear();
  if (!model) return tare::pass(model.error());
  home.model = std::move(*model);
  for (const auto* sentences : {&home.model.gave_up, &home.model.warnings}) {
    for (const auto& sentence : *sentences)
      fmt::print(stderr, "desktop-mate: {}\n", tare::printable(sentence));
  }
  (void)home.avatar->connect();  // it comes when it comes; its state is not the chat's
  return {};
}

std::string model_line(const Home& home) {
  const auto& facts = home.model.facts;
  return fmt::format("{}, {} of {} layers on a GPU, context {}, {}", facts.description,
                     facts.gpu_layers, facts.layers, facts.ctx, home.wiring->profile);
}

}  // namespace mate
