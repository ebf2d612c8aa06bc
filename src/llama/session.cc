#include "llama/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "llama/guarded.h"
#include "llama/kv_reuse.h"
#include "llama/log_capture.h"
#include "llama/sampling.h"
#include "llama/utf8_pieces.h"

namespace tare::llama {
namespace {

using Stop = Generation::Stop;
constexpr llama_seq_id kSequence = 0;

llama_pos position(std::size_t index) { return static_cast<llama_pos>(index); }

std::string piece_of(const llama_vocab* vocabulary, Token token) {
  std::string text(64, '\0');
  auto write = [&] {
    return llama_token_to_piece(vocabulary, token, text.data(),
                                static_cast<std::int32_t>(text.size()), 0, /*special=*/false);
  };
  auto length = write();
  if (length < 0) {
    text.resize(static_cast<std::size_t>(-length));
    length = write();
  }
  text.resize(static_cast<std::size_t>(std::max(0, length)));
  return text;
}

// What a reply's text goes through: whole characters to the listener, all of it to the result.
class Told {
 public:
  Told(const GenerateRequest& request, Generation& result) : request_(request), result_(result) {}
  bool add(std::string_view bytes) { return tell(pieces_.add(bytes)); }
  void finish() { tell(pieces_.finish()); }

 private:
  bool tell(const std::string& text) {
    if (text.empty()) return true;
    result_.text += text;
    return !request_.on_text || request_.on_text(text);
  }

  const GenerateRequest& request_;
  Generation& result_;
  Utf8Pieces pieces_;
};

Result<> check_prompt(std::span<const Token> prompt, std::uint32_t ctx, std::int32_t vocabulary) {
  if (prompt.empty()) return bad_input("the prompt is empty: there is nothing to answer.");
  if (prompt.size() > ctx)
    return bad_input(
        fmt::format("the prompt has {} tokens and the context holds {}: shorten the message or the "
                    "history, or use a larger --ctx.",
                    prompt.size(), ctx));
  // llama.cpp refuses the batch too, but only after parts of the prompt are in the cache.
  if (std::any_of(prompt.begin(), prompt.end(),
                  [&](Token token) { return token < 0 || token >= vocabulary; }))
    return bad_input("the prompt holds a token that the model's vocabulary does not have.");
  return {};
}

}  // namespace

void Session::reset() {
  llama_memory_clear(llama_get_memory(context_), /*data=*/false);
  cached_.clear();
}

// Brings the cache to a prefix of the prompt; how much of the prompt that is.
std::size_t Session::reuse(std::span<const Token> prompt) {
  auto* memory = llama_get_memory(context_);
  auto plan = plan_reuse(cached_, prompt, llama_memory_can_shift(memory));
  bool possible =
      llama_memory_seq_rm(memory, kSequence, position(plan.drop_to + plan.moved), -1) &&
      (plan.drop_from == plan.drop_to ||
       llama_memory_seq_rm(memory, kSequence, position(plan.drop_from), position(plan.drop_to)));
  if (!possible) {  // a recurrent state cannot forget a part
    reset();
    return 0;
  }
  if (plan.moved > 0)
    llama_memory_seq_add(memory, kSequence, position(plan.drop_to),
                         position(plan.drop_to + plan.moved),
                         position(plan.drop_from) - position(plan.drop_to));
  cached_.assign(prompt.begin(), prompt.begin() + static_cast<std::ptrdiff_t>(plan.reused()));
  return plan.reused();
}

// After a decode that failed part of the way: what really is in the cache.
void Session::believe_the_cache() {
  auto end = llama_memory_seq_pos_max(llama_get_memory(context_), kSequence) + 1;
  auto held = static_cast<std::size_t>(std::max(0, end));
  if (held > cached_.size())
    reset();  // more than we know the words of
  else
    cached_.resize(held);
}

Result<> Session::decode(std::span<const Token> tokens, const GenerateRequest& request) {
  int threads = request.threads ? std::max(1, request.threads()) : threads_;
  llama_set_n_threads(context_, threads, threads);
  // llama_batch does not promise to leave the tokens alone, so it gets those that are ours.
  auto before = cached_.size();
  cached_.insert(cached_.end(), tokens.begin(), tokens.end());
  auto batch =
      llama_batch_get_one(cached_.data() + before, static_cast<std::int32_t>(tokens.size()));
  int failed = llama_decode(context_, batch);
  if (failed == 0) return {};
  believe_the_cache();
  auto lines = logged();
  return refused(fmt::format("llama.cpp could not compute {} tokens (code {}): {}.", tokens.size(),
                             failed, lines.empty() ? "it gives no reason" : lines.back()));
}

Result<Session::Decoded> Session::decode_prompt(std::span<const Token> tokens,
                                                const GenerateRequest& request) {
  std::size_t most = llama_n_batch(context_);
  while (!tokens.empty()) {
    if (request.keep_going && !request.keep_going()) return Decoded::cancelled;
    auto now = tokens.first(std::min(most, tokens.size()));
    if (auto done = decode(now, request); !done) return pass(done.error());
    tokens = tokens.subspan(now.size());
  }
  llama_synchronize(context_);
  return Decoded::yes;
}

Result<> Session::reply(const GenerateRequest& request, Instant called, Generation& result) {
  const auto* vocabulary = llama_model_get_vocab(llama_get_model(context_));
  auto most = static_cast<std::size_t>(std::max(0, request.max_tokens));
  Sampler sampler(request.sampling);
  Told told(request, result);
  Instant first{};
  Instant last{};
  result.stop = Stop::max_tokens;
  while (result.tokens.size() < most) {
    Token token = sampler.next(context_);
    last = Clock::now();
    if (first == Instant{}) first = last;
    if (llama_vocab_is_eog(vocabulary, token) && !request.ignore_end) {
      result.stop = Stop::end_of_turn;
      break;
    }
    result.tokens.push_back(token);
    if (!told.add(piece_of(vocabulary, token)) || (request.keep_going && !request.keep_going())) {
      result.stop = Stop::cancelled;
      break;
    }
    if (result.tokens.size() == most) break;
    if (cached_.size() >= llama_n_ctx_seq(context_)) {
      result.stop = Stop::context_full;
      break;
    }
    if (auto done = decode({&token, 1}, request); !done) return done;
  }
  told.finish();
  if (first != Instant{}) {
    result.first_token = first - called;
    result.reply_time = last - first;
  }
  return {};
}

Result<Generation> Session::generate(const GenerateRequest& request) {
  auto called = Clock::now();
  auto words = llama_vocab_n_tokens(llama_model_get_vocab(llama_get_model(context_)));
  if (auto good = check_prompt(request.prompt, llama_n_ctx_seq(context_), words); !good)
    return pass(good.error());
  clear_log();
  auto result = guarded("computing a reply", [&]() -> Result<Generation> {
    Generation made;
    made.prompt_tokens = static_cast<std::uint32_t>(request.prompt.size());
    auto reused = reuse(request.prompt);
    made.reused_tokens = static_cast<std::uint32_t>(reused);
    auto decoded = decode_prompt(request.prompt.subspan(reused), request);
    if (!decoded) return pass(decoded.error());
    made.prompt_time = Clock::now() - called;
    if (*decoded == Decoded::cancelled) {
      made.stop = Stop::cancelled;
      return made;
    }
    if (auto replied = reply(request, called, made); !replied) return pass(replied.error());
    return made;
  });
  if (!result) believe_the_cache();
  return result;
}

}  // namespace tare::llama
