#include "llama/loaded_model.h"

#include <fmt/format.h>
#include <llama-ext.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "llama/breakdown.h"
#include "llama/chat_template.h"
#include "llama/guarded.h"
#include "llama/load_failure.h"
#include "llama/load_parameters.h"
#include "llama/log_capture.h"
#include "llama/model_file.h"

namespace tare::llama {
namespace {

std::string meta(const llama_model* model, const std::string& key) {
  std::array<char, 256> text{};
  auto length = llama_model_meta_val_str(model, key.c_str(), text.data(), text.size());
  return length < 0 ? std::string() : printable(text.data());
}

std::string description(const llama_model* model) {
  std::array<char, 256> text{};
  llama_model_desc(model, text.data(), text.size());
  return printable(text.data());
}

int blocks_of(const llama_model* model) {
  auto blocks = to_number<int>(meta(model, meta(model, "general.architecture") + ".block_count"));
  return blocks.value_or(llama_model_n_layer(model));
}

int layers_placed(const LoadedModel& loaded, const LoadRequest& request) {
  auto held = llama_get_memory_breakdown(loaded.context.get());
  bool on_card = std::any_of(held.begin(), held.end(), [](const auto& one) {
    return one.second.model > 0 && !in_host_memory(one.first);
  });
  if (!on_card) return 0;
  int layers = layers_of(loaded.model.get());
  return request.gpu_layers < 0 ? layers : std::min(request.gpu_layers, layers);
}

bool report_progress(float fraction, void* callback) {
  auto& progress = *static_cast<const std::function<void(float)>*>(callback);
  progress(fraction);
  return true;
}

Result<LoadedModel> load(const LoadRequest& request, const Devices& devices, LoadKind kind,
                         const std::function<void(float)>& progress, Bytes file_size) {
  std::vector<EngineDevice> before = devices.list();
  clear_log();
  auto failed = [&] {
    return pass(load_failure(request.model_path, logged(), devices, before, file_size));
  };

  // An empty list, not a null one: null means every device there is.
  std::vector<ggml_backend_dev_t> cards;
  if (request.gpu_layers != 0) cards = devices.cards();
  cards.push_back(nullptr);
  auto parameters = model_parameters(request, kind == LoadKind::dry);
  parameters.devices = cards.data();
  if (progress) {
    parameters.progress_callback = report_progress;
    parameters.progress_callback_user_data = const_cast<std::function<void(float)>*>(&progress);
  }
  LoadedModel loaded;
  loaded.model.reset(llama_model_load_from_file(request.model_path.c_str(), parameters));
  if (!loaded.model) return failed();
  if (llama_model_has_encoder(loaded.model.get()) || !llama_model_has_decoder(loaded.model.get()))
    return bad_input(
        fmt::format("{} is no model that goes on with a text (it has an encoder): take "
                    "a chat model.",
                    request.model_path));
  loaded.context.reset(llama_init_from_model(loaded.model.get(), context_parameters(request)));
  if (!loaded.context) return failed();
  return loaded;
}

}  // namespace

int layers_of(const llama_model* model) { return blocks_of(model) + 1; }

Result<LoadedModel> load_model(const LoadRequest& request, const Devices& devices, LoadKind kind,
                               const std::function<void(float)>& progress) {
  if (auto good = check_request(request); !good) return pass(good.error());
  auto size = check_model_file(request.model_path);
  if (!size) return pass(size.error());
  return guarded("loading " + request.model_path,
                 [&] { return load(request, devices, kind, progress, *size); });
}

ModelFacts facts_of(const LoadedModel& loaded, const LoadRequest& request) {
  const auto* model = loaded.model.get();
  auto* context = loaded.context.get();
  auto words = llama_vocab_n_tokens(llama_model_get_vocab(model));
  auto size = check_model_file(request.model_path);
  return {.file = request.model_path,
          .file_bytes = size ? *size : Bytes{},
          .description = description(model),
          .architecture = meta(model, "general.architecture"),
          .parameters = llama_model_n_params(model),
          .blocks = blocks_of(model),
          .layers = layers_of(model),
          .gpu_layers = layers_placed(loaded, request),
          .ctx = llama_n_ctx_seq(context),
          .batch = llama_n_batch(context),
          .train_ctx = static_cast<std::uint32_t>(std::max(0, llama_model_n_ctx_train(model))),
          .kv_type = request.kv_type,
          .vocabulary = static_cast<std::uint32_t>(std::max(0, words)),
          .can_shift = llama_memory_can_shift(llama_get_memory(context)),
          .own_template = has_known_template(model),
          .mapped = weights_mapped(context),
          .engine = std::string("llama.cpp ") + llama_version()};
}

}  // namespace tare::llama
