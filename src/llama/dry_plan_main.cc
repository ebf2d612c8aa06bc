// tare-dry-plan --model FILE --gpu-layers N --ctx N --batch N --threads N --kv-type T
//               [--remote HOST:PORT]… [--fit BYTES]
//
// Prints what the model would hold (plan_text.h says how), or with --fit how many layers fit into
// that many bytes of the cards. Started by dry_plan.cc; a file that makes llama.cpp abort ends this
// process and nothing else.
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "llama/breakdown.h"
#include "llama/devices.h"
#include "llama/loaded_model.h"
#include "llama/log_capture.h"
#include "llama/plan_text.h"

namespace tare::llama {
namespace {

struct Arguments {
  LoadRequest request;
  std::vector<RemoteCard> remotes;
  std::optional<Bytes> fit;
};

template <class Number>
bool set(Number& into, std::string_view text) {
  auto number = to_number<Number>(text);
  if (number) into = *number;
  return number.has_value();
}

bool take(Arguments& into, std::string_view key, std::string_view value) {
  auto& request = into.request;
  if (key == "--gpu-layers") return set(request.gpu_layers, value);
  if (key == "--ctx") return set(request.ctx, value);
  if (key == "--batch") return set(request.batch, value);
  if (key == "--threads") return set(request.threads, value);
  if (key == "--fit") return set(into.fit.emplace().value, value);
  if (key == "--model")
    request.model_path = value;
  else if (key == "--kv-type")
    request.kv_type = value;
  else if (key == "--remote")
    into.remotes.push_back({std::string(value), ""});
  else
    return false;
  return true;
}

Result<DryPlan> plan(const LoadRequest& request, const Devices& devices) {
  auto loaded = load_model(request, devices, LoadKind::dry, {});
  if (!loaded) return pass(loaded.error());
  return DryPlan{memory_by_device(loaded->context.get(), devices), layers_of(loaded->model.get())};
}

Bytes on_cards(const DryPlan& plan) {
  return std::accumulate(
      plan.memory.begin(), plan.memory.end(), Bytes{},
      [](Bytes sum, const DeviceMemory& one) { return one.gpu ? sum + one.total() : sum; });
}

Result<LayerFit> fit(LoadRequest request, const Devices& devices, Bytes free) {
  if (devices.cards().empty()) return LayerFit{};
  request.gpu_layers = -1;
  auto all = plan(request, devices);
  if (!all) return pass(all.error());
  auto most = most_that_fits(all->layers, free, [&](int layers) -> Result<Bytes> {
    if (layers == all->layers) return on_cards(*all);
    request.gpu_layers = layers;
    auto some = plan(request, devices);
    if (!some) return pass(some.error());
    return on_cards(*some);
  });
  if (!most) return pass(most.error());
  return LayerFit{.layers = *most, .all = all->layers, .needed = on_cards(*all)};
}

Result<std::string> answer(const Arguments& arguments) {
  auto devices = Devices::open(arguments.remotes);
  if (!devices) return pass(devices.error());
  if (arguments.fit) {
    auto found = fit(arguments.request, *devices, *arguments.fit);
    if (!found) return pass(found.error());
    return plan_text(*found);
  }
  auto made = plan(arguments.request, *devices);
  if (!made) return pass(made.error());
  return plan_text(*made);
}

int run(int count, char** words) {
  Arguments arguments;
  for (int i = 1; i < count; i += 2)
    if (i + 1 == count || !take(arguments, words[i], words[i + 1])) {
      std::fputs("tare-dry-plan is started by tare and desktop-mate: use tare plan MODEL.\n",
                 stderr);
      return 2;
    }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  capture_log();
  end_quietly_on_abort();
  auto told = answer(arguments);
  std::fputs((told ? *told : plan_text(told.error())).c_str(), stdout);
  std::fflush(stdout);
  // Nothing here is worth tearing down, and llama.cpp's destructors are one more thing to fail.
  ::_exit(told ? 0 : exit_code(told.error().kind));
}

}  // namespace
}  // namespace tare::llama

int main(int count, char** words) { return tare::llama::run(count, words); }
