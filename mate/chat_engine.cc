#include "mate/chat_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mate {

namespace {

// Some tokens that no first message begins with.
constexpr std::string_view kWarmText = "…";

ChatAnswer answer_of(tare::Generation& made, std::size_t exchanges, tare::Duration first_token) {
  return {.text = std::move(made.text),
          .prompt_tokens = made.prompt_tokens,
          .reused_tokens = made.reused_tokens,
          .reply_tokens = static_cast<std::uint32_t>(made.tokens.size()),
          .exchanges = exchanges,
          .first_token = first_token,
          .prompt_time = made.prompt_time,
          .reply_time = made.reply_time,
          .cancelled = made.stop == tare::Generation::Stop::cancelled};
}

}  // namespace

// The time from the first token to the last holds one token less.
double reply_speed(const ChatAnswer& answer) {
  if (answer.reply_tokens < 2 || answer.reply_time <= tare::Duration::zero()) return 0;
  return (answer.reply_tokens - 1) / tare::seconds(answer.reply_time);
}

ChatEngine::ChatEngine(tare::Engine& engine, ThreadGovernor* governor, ChatSettings settings,
                       ChatHooks hooks)
    : engine_(engine),
      governor_(governor),
      settings_(std::move(settings)),
      hooks_(std::move(hooks)) {}

tare::Result<> ChatEngine::begin(const tare::ModelFacts& model,
                                 const std::vector<PastExchange>& past) {
  auto parts = learn_template(engine_, settings_.system_prompt);
  if (!parts) return tare::pass(parts.error());
  template_ = std::move(*parts);
  auto system = engine_.tokenize(template_.system, true);
  auto joint = engine_.tokenize(template_.joint, false);
  auto close = engine_.tokenize(template_.close, false);
  for (const auto* tokens : {&system, &joint, &close}) {
    if (!*tokens) return tare::pass(tokens->error());
  }
  close_ = std::move(*close);
  reply_limit_ = std::min(settings_.max_tokens, static_cast<int>(model.ctx / 2));
  ContextLimits limits{.exchanges = settings_.context_limit,
                       .tokens = model.ctx - static_cast<std::size_t>(reply_limit_),
                       .drop_half = !model.can_shift};
  if (system->size() >= limits.tokens) {
    return tare::bad_input(fmt::format(
        "The system prompt takes {} tokens and the context of {} leaves {}: make ai.system_prompt "
        "shorter or --ctx larger.",
        system->size(), model.ctx, limits.tokens));
  }
  context_ = RollingContext(limits, std::move(*system), std::move(*joint));
  ready_ = true;

  auto keep = std::min(past.size(), settings_.context_limit);
  for (auto exchange = past.end() - static_cast<std::ptrdiff_t>(keep); exchange != past.end();
       ++exchange) {
    auto ask = tokens_of_question(exchange->user);
    auto reply = engine_.tokenize_plain(exchange->reply);
    if (!ask || !reply) continue;  // what can't be read again is not part of the prompt
    reply->insert(reply->end(), close_.begin(), close_.end());
    context_.add({.ask = std::move(*ask), .reply = std::move(*reply)});
  }
  return {};
}

// The template's special tokens are the template's alone: "<|im_end|>" that somebody types is
// text. Where there is none, question and template are cut in one piece, as models are trained:
// some vocabularies put a blank before whatever begins a text.
tare::Result<Tokens> ChatEngine::tokens_of_question(std::string_view text) {
  auto plain = engine_.tokenize_plain(text);
  auto parsed = engine_.tokenize(text, false);
  if (!plain || !parsed) return plain ? parsed : plain;
  if (*plain == *parsed)
    return engine_.tokenize(template_.open + std::string(text) + template_.answer, false);
  auto tokens = engine_.tokenize(template_.open, false);
  auto answer = engine_.tokenize(template_.answer, false);
  if (!tokens || !answer) return tokens ? answer : tokens;
  tokens->insert(tokens->end(), plain->begin(), plain->end());
  tokens->insert(tokens->end(), answer->begin(), answer->end());
  return tokens;
}

tare::Result<tare::Duration> ChatEngine::warm(ModelManager& manager) {
  auto ask = tokens_of_question(kWarmText);
  if (!ask) return tare::pass(ask.error());
  if (!context_.make_room(ask->size())) return tare::Duration{};
  context_.prompt(*ask, prompt_);
  return manager.warm(prompt_, threads());
}

std::function<int()> ChatEngine::threads() {
  if (governor_ == nullptr) return {};
  governor_->begin_reply();
  return [this] { return governor_->threads(); };
}

tare::Result<ChatAnswer> ChatEngine::say(std::string_view text,
                                         const std::function<void(std::string_view)>& on_piece) {
  auto asked = tare::Clock::now();
  cancelled_.store(false, std::memory_order_relaxed);
  if (!ready_) return tare::bad_input("No model is loaded: load one before the first message.");
  text = tare::trim(text);
  if (text.empty()) return tare::bad_input("The message is empty.");
  auto ask = tokens_of_question(text);
  if (!ask) return tare::pass(ask.error());
  if (!context_.make_room(ask->size())) {
    return tare::bad_input(fmt::format(
        "The message takes {} tokens, more than the {} that the context leaves for a prompt: make "
        "it shorter, or --ctx larger.",
        ask->size(), context_.budget()));
  }
  context_.prompt(*ask, prompt_);

  tare::Duration first_token{};
  auto made = generate(prompt_, asked, on_piece, first_token);
  if (!made) return tare::pass(made.error());
  auto answer = answer_of(*made, context_.exchanges(), first_token);
  Exchange exchange{.ask = std::move(*ask), .reply = std::move(made->tokens)};
  if (answer.cancelled && answer.text.empty()) return answer;
  exchange.reply.insert(exchange.reply.end(), close_.begin(), close_.end());
  finish(text, std::move(exchange), answer);
  answer.total = tare::Clock::now() - asked;
  return answer;
}

tare::Result<tare::Generation> ChatEngine::generate(
    const Tokens& prompt, tare::Instant asked,
    const std::function<void(std::string_view)>& on_piece, tare::Duration& first_token) {
  bool first = true;
  tare::GenerateRequest request{.prompt = prompt,
                                .max_tokens = reply_limit_,
                                .sampling = settings_.sampling,
                                .ignore_end = settings_.ignore_end};
  request.on_text = [&](std::string_view piece) {
    if (std::exchange(first, false)) {
      first_token = tare::Clock::now() - asked;
      if (governor_) governor_->token_came();
    }
    if (on_piece) on_piece(piece);
    return true;
  };
  request.keep_going = [this] { return !cancelled_.load(std::memory_order_relaxed); };
  request.threads = threads();
  return engine_.generate(request);
}

void ChatEngine::finish(std::string_view user, Exchange exchange, ChatAnswer& answer) {
  context_.add(std::move(exchange));
  if (hooks_.emotion) answer.emotion = hooks_.emotion(answer.text);
  if (!hooks_.save) return;
  auto saved = hooks_.save(user, answer.text, answer.emotion);
  if (!saved) answer.not_saved = saved.error().text;
}

void ChatEngine::reset() {
  context_.clear();
  engine_.reset();
}

}  // namespace mate
