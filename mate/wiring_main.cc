#include "mate/wiring_main.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "llama/dry_plan.h"
#include "mate/places.h"
#include "nvml/nvml_cards.h"
#include "probe/drm_cards.h"

namespace mate {

namespace {

// The command line over the configuration; the rules are the configuration's own.
tare::Result<> lay_over(const Options& options, Config& config) {
  if (!options.gpu_profile.empty()) {
    auto profile = profile_named(options.gpu_profile);
    if (!profile) {
      return tare::bad_input(fmt::format(
          "--gpu-profile {} is unknown: use auto, performance, balanced or cpu_fallback.",
          tare::printable(options.gpu_profile, 64)));
    }
    config.ai.gpu_profile = *profile;
  }
  if (!options.kv_type.empty()) config.ai.kv_type = options.kv_type;
  if (options.ctx > 0) config.ai.n_ctx = static_cast<int>(options.ctx);
  if (options.batch > 0) config.ai.n_batch = static_cast<int>(options.batch);
  if (options.threads > 0) config.ai.threads = options.threads;
  if (options.warm) config.ai.warm = *options.warm;
  if (options.context_limit > 0) config.ai.context_limit = options.context_limit;
  return check(config, "the command line");
}

bool french(const Options& options) {
  if (!options.lang.empty()) return options.lang == "fr";
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && value[0] != '\0') return std::string_view(value).starts_with("fr");
  }
  return false;
}

// Where the model's layers may lie beside this machine's own cards.
tare::Result<std::vector<tare::llama::RemoteCard>> remote_cards(const Options& options,
                                                                Wiring& wiring) {
  std::vector<tare::llama::RemoteCard> remotes;
  if (!options.stand_in_gpu.empty()) {
    auto size = tare::parse_size("--stand-in-gpu", options.stand_in_gpu);
    if (!size) return tare::pass(size.error());
    auto card = tare::StandInCard::start(*size, program_folder() + "/tare-stand-in-card");
    if (!card) return tare::pass(card.error());
    wiring.stand_in = std::move(*card);
    remotes.push_back({wiring.stand_in->endpoint(), "stand-in card"});
  }
  if (!options.stand_in_gpu_at.empty())
    remotes.push_back({options.stand_in_gpu_at, "stand-in card"});
  return remotes;
}

// What the cards have free, as the engine sees them, is what the plan may use.
LayersThatFit planned_layers(tare::Engine& engine, std::vector<tare::llama::RemoteCard> remotes) {
  return [&engine, planner = tare::llama::Planner{.remotes = std::move(remotes)}](
             const tare::LoadRequest& request) -> std::optional<CardFit> {
    tare::Bytes free;
    for (const auto& device : engine.devices()) {
      if (device.gpu) free += device.free;
    }
    auto fit = tare::llama::layers_that_fit(planner, request, free);
    if (!fit) return std::nullopt;
    return CardFit{.layers = fit->layers, .all = fit->all, .needed = fit->needed, .free = free};
  };
}

}  // namespace

int fail(const tare::Error& error) {
  fmt::print(stderr, "desktop-mate: {}\n", tare::printable(error.text));
  return tare::exit_code(error.kind);
}

MemorySources Wiring::sources() {
  return {.process = [this] { return probe ? probe->sample() : tare::ProcessMemory{}; },
          .cards = [this] { return read_cards(); }};
}

// A driver's library costs memory and a thread: it is opened when somebody asks.
tare::Cards Wiring::read_cards() {
  if (cards.empty()) {
    cards.push_back(std::make_unique<tare::NvmlCards>(platform));
    cards.push_back(std::make_unique<tare::DrmCards>(platform));
  }
  std::vector<tare::CardSource*> all;
  if (stand_in) all.push_back(stand_in.get());
  for (const auto& source : cards) all.push_back(source.get());
  return tare::read_cards(all, ::getpid());
}

tare::Result<std::unique_ptr<Wiring>> wire(const Options& options, bool scenario,
                                           MemoryWatch::Log log) {
  auto wiring = std::make_unique<Wiring>();
  if (!options.config.empty() || !scenario) {
    auto config = load_config(options.config.empty() ? config_place() : options.config);
    if (!config) return tare::pass(config.error());
    wiring->config = std::move(*config);
  }
  auto& config = wiring->config;
  if (auto laid = lay_over(options, config); !laid) return tare::pass(laid.error());
  auto model = choose_model(options.model, config.ai.model_path);
  if (!model) return tare::pass(model.error());

  auto facts = read_machine_facts(wiring->platform);
  facts.has_gpu = true;  // the manager asks the engine's devices, once they are there
  auto wishes = config.load_wishes();
  if (options.gpu_layers) wishes.gpu_layers = options.gpu_layers;
  wishes.mlock = options.mlock;
  wiring->request = resolve(wishes, *model, facts);
  wiring->profile = name(wishes.profile);
  wiring->french = french(options);

  if (auto probe = tare::ProcessProbe::open(wiring->platform, ::getpid()))
    wiring->probe = std::move(*probe);
  auto remotes = remote_cards(options, *wiring);
  if (!remotes) return tare::pass(remotes.error());
  wiring->engine = std::make_unique<tare::LlamaEngine>(tare::LlamaOptions{.remotes = *remotes});
  wiring->watch = std::make_unique<MemoryWatch>(
      wiring->sources(), std::move(log), std::chrono::seconds(config.log.interval_s),
      tare::mib(static_cast<std::uint64_t>(config.log.ram_alert_mib)));
  wiring->governor = std::make_unique<ThreadGovernor>(
      wiring->platform,
      thread_limits(wiring->platform, std::max(facts.usable_cores, wiring->request.threads),
                    wiring->request.threads),
      wishes.threads > 0);
  wiring->manager = std::make_unique<ModelManager>(
      *wiring->engine, *wiring->watch, planned_layers(*wiring->engine, std::move(*remotes)),
      [&engine = *wiring->engine, &platform = wiring->platform](const auto& request) {
        return check_ram(engine, platform, request);
      });
  return wiring;
}

}  // namespace mate
