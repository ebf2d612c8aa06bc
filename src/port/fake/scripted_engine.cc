#include "port/fake/scripted_engine.h"

#include <fmt/format.h>

#include <algorithm>

namespace tare {

namespace {

constexpr Token kFirstMarker = 256;

}  // namespace

std::string ScriptedEngine::text_of(std::span<const Token> tokens) const {
  std::string text;
  for (auto token : tokens) {
    if (token >= kFirstMarker) {
      text += markers_.at(static_cast<std::size_t>(token - kFirstMarker));
    } else {
      text += static_cast<char>(token);
    }
  }
  return text;
}

Result<> ScriptedEngine::start() {
  started = true;
  return {};
}

std::vector<EngineDevice> ScriptedEngine::devices() {
  std::vector<EngineDevice> all{{.name = "CPU", .description = "scripted", .total = gib(8)}};
  all.insert(all.end(), cards.begin(), cards.end());
  return all;
}

Result<std::vector<DeviceMemory>> ScriptedEngine::dry_memory(const LoadRequest& request) {
  if (!plan) return Engine::dry_memory(request);
  plans.push_back(request);
  return plan(request);
}

Result<ModelFacts> ScriptedEngine::load(const LoadRequest& request,
                                        const std::function<void(float)>& progress) {
  loads.push_back(request);
  if (refuse) {
    if (auto error = refuse(request)) return pass(*error);
  }
  request_ = request;
  loaded = true;
  kv.clear();
  if (progress) progress(1.0F);
  int placed = request.gpu_layers < 0 ? layers : std::min(request.gpu_layers, layers);
  return ModelFacts{.file = request.model_path,
                    .file_bytes = mib(94),
                    .description = "scripted 1M",
                    .architecture = "scripted",
                    .blocks = layers - 1,
                    .layers = layers,
                    .gpu_layers = cards.empty() ? 0 : placed,
                    .ctx = request.ctx,
                    .batch = request.batch,
                    .kv_type = request.kv_type,
                    .vocabulary = 512,
                    .can_shift = can_shift,
                    .own_template = true,
                    .mapped = true,
                    .engine = "scripted 1.0"};
}

void ScriptedEngine::unload() {
  loaded = false;
  kv.clear();
}

std::vector<DeviceMemory> ScriptedEngine::memory() {
  if (!loaded) return {};
  return {
      {.device = "CPU", .weights = mib(94), .kv = mib(45), .compute = mib(6), .output = kib(2)}};
}

Result<std::string> ScriptedEngine::apply_template(std::span<const ChatMessage> messages,
                                                   bool open_assistant_turn) {
  std::string text;
  std::string folded;
  for (const auto& message : messages) {
    if (message.role == "system" && !system_role) {
      folded = message.text + "\n\n";
      continue;
    }
    text += "<|" + message.role + "|>" + folded + message.text + "<|end|>";
    folded.clear();
  }
  if (open_assistant_turn) text += "<|assistant|>";
  return text;
}

Result<std::vector<Token>> ScriptedEngine::tokenize(std::string_view text, bool first) {
  std::vector<Token> tokens;
  auto marker = [&](std::string_view name) {
    auto at = std::ranges::find(markers_, name);
    if (at == markers_.end()) at = markers_.insert(at, std::string(name));
    return kFirstMarker + static_cast<Token>(at - markers_.begin());
  };
  if (first) tokens.push_back(marker("<|bos|>"));
  while (!text.empty()) {
    auto end = text.starts_with("<|") ? text.find("|>") : std::string_view::npos;
    if (end != std::string_view::npos) {
      tokens.push_back(marker(text.substr(0, end + 2)));
      text.remove_prefix(end + 2);
    } else {
      tokens.push_back(static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
    }
  }
  return tokens;
}

Result<std::vector<Token>> ScriptedEngine::tokenize_plain(std::string_view text) {
  std::vector<Token> tokens;
  for (char letter : text) tokens.push_back(static_cast<unsigned char>(letter));
  return tokens;
}

// The engine's rule: a common prefix stays, and behind it a common remainder after a removed
// stretch, where the cache can shift. At least the prompt's last token is read again.
std::uint32_t ScriptedEngine::keep_common(std::span<const Token> prompt) {
  auto limit = std::min(kv.size(), prompt.size() - 1);
  std::size_t same = 0;
  while (same < limit && kv[same] == prompt[same]) ++same;
  std::size_t moved = 0;
  for (auto from = same + 1; can_shift && from < kv.size(); ++from) {
    std::size_t length = 0;
    while (from + length < kv.size() && same + length < prompt.size() - 1 &&
           kv[from + length] == prompt[same + length])
      ++length;
    moved = std::max(moved, from + length == kv.size() ? length : 0);
  }
  return static_cast<std::uint32_t>(same + moved);
}

Result<Generation> ScriptedEngine::generate(const GenerateRequest& request) {
  if (!loaded) return bad_input("No model is loaded.");
  if (request.prompt.empty()) return bad_input("The prompt is empty.");
  if (request.prompt.size() >= request_.ctx)
    return bad_input(fmt::format("The prompt of {} tokens does not fit into the context of {}.",
                                 request.prompt.size(), request_.ctx));
  if (request.threads) request.threads();
  if (before_prompt) before_prompt();
  if (request.keep_going && !request.keep_going()) {
    return Generation{.stop = Generation::Stop::cancelled,
                      .prompt_tokens = static_cast<std::uint32_t>(request.prompt.size())};
  }
  Generation made{.prompt_tokens = static_cast<std::uint32_t>(request.prompt.size()),
                  .reused_tokens = keep_common(request.prompt)};
  prompts.emplace_back(request.prompt.begin(), request.prompt.end());
  asked = prompts.size();
  reused.push_back(made.reused_tokens);
  kv.assign(request.prompt.begin(), request.prompt.end());

  auto text = fmt::format("reply {}", prompts.size());
  if (!replies.empty()) {
    text = replies.front();
    replies.pop_front();
  }
  for (char letter : text) {
    if (made.tokens.size() >= static_cast<std::size_t>(request.max_tokens)) {
      made.stop = Generation::Stop::max_tokens;
      break;
    }
    if (before_token) before_token(made.tokens.size());
    made.tokens.push_back(static_cast<unsigned char>(letter));
    made.text += letter;
    bool wanted = !request.on_text || request.on_text(std::string_view(&letter, 1));
    if (!wanted || (request.keep_going && !request.keep_going())) {
      made.stop = Generation::Stop::cancelled;
      break;
    }
    kv.push_back(made.tokens.back());
  }
  return made;
}

void ScriptedEngine::reset() {
  kv.clear();
  ++resets;
}

}  // namespace tare
