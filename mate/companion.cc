#include "mate/companion.h"

#include <utility>

#include "sqlite/database.h"

namespace mate {

namespace {

constexpr std::string_view kUser = "default";

}  // namespace

Companion::Companion(CompanionParts parts, ChatSettings settings, std::string source)
    : parts_(parts),
      source_(std::move(source)),
      context_limit_(settings.context_limit),
      chat_(parts.engine, parts.governor, std::move(settings),
            {.emotion = [this](std::string_view reply) { return feel(reply); },
             .save = [this](std::string_view user, std::string_view reply,
                            std::string_view emotion) { return save(user, reply, emotion); }}) {}

tare::Result<LoadOutcome> Companion::begin(const tare::LoadRequest& request, bool warm,
                                           const std::function<void(float)>& progress) {
  if (auto started = parts_.engine.start(); !started) return tare::pass(started.error());
  auto before = past(context_limit_);  // a memory that can't be read is told before a long load
  if (!before) return tare::pass(before.error());
  auto outcome = parts_.manager.load(request, progress);
  if (!outcome) return outcome;
  if (auto begun = chat_.begin(outcome->facts, *before); !begun) return tare::pass(begun.error());
  if (!warm) return outcome;
  auto warmed = chat_.warm(parts_.manager);
  if (!warmed) return tare::pass(warmed.error());
  return outcome;
}

tare::Result<ChatAnswer> Companion::say(std::string_view text,
                                        const std::function<void(std::string_view)>& on_piece) {
  auto answer = chat_.say(text, on_piece);
  parts_.watch.after_reply(tare::Clock::now());
  return answer;
}

std::string Companion::feel(std::string_view reply) {
  auto emotion = mood_.feel(reply);
  // An avatar that is not there is no reason to stop talking.
  if (parts_.avatar != nullptr) (void)parts_.avatar->show(for_avatar(emotion));
  return std::string(name(emotion.kind));
}

tare::Result<> Companion::save(std::string_view user, std::string_view reply,
                               std::string_view emotion) {
  if (parts_.memory == nullptr) return {};
  auto saved = parts_.memory->save(kUser, source_, user, reply, emotion);
  if (!saved) return tare::pass(saved.error());
  return {};
}

tare::Result<std::vector<PastExchange>> Companion::past(std::size_t limit) {
  std::vector<PastExchange> exchanges;
  auto kept = history(limit);
  if (!kept) return tare::pass(kept.error());
  for (auto& exchange : *kept) {
    exchanges.push_back({std::move(exchange.user_input), std::move(exchange.bot_response)});
  }
  return exchanges;
}

tare::Result<std::vector<SavedExchange>> Companion::history(std::size_t limit) {
  if (parts_.memory == nullptr) return std::vector<SavedExchange>{};
  return parts_.memory->history(kUser, limit);
}

void Companion::reset() {
  chat_.reset();
  mood_.forget();
}

Holdings Companion::holdings() {
  Holdings holdings{.process = parts_.watch.process(),
                    .cards = parts_.watch.cards(),
                    .model = parts_.engine.memory(),
                    .heap = heap_use(),
                    .sqlite = tare::sqlite_memory_used()};
  if (parts_.governor != nullptr) {
    const auto& policy = parts_.governor->policy();
    holdings.threads = ThreadUse{.now = parts_.governor->fixed() ? policy.most() : policy.threads(),
                                 .most = policy.most(),
                                 .fixed = parts_.governor->fixed(),
                                 .others = policy.others()};
  }
  return holdings;
}

}  // namespace mate
