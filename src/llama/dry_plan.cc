#include "llama/dry_plan.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "llama/child_output.h"
#include "llama/load_parameters.h"
#include "llama/model_file.h"
#include "llama/plan_text.h"

namespace tare::llama {
namespace {

std::string program_of(const Planner& planner) {
  if (!planner.program.empty()) return planner.program;
  std::error_code none;
  auto self = std::filesystem::read_symlink("/proc/self/exe", none);
  return (self.parent_path() / "tare-dry-plan").string();
}

std::vector<std::string> words_of(const Planner& planner, const LoadRequest& request) {
  auto text = [](auto number) { return fmt::format("{}", number); };
  std::vector<std::string> words{
      program_of(planner),      "--model",   request.model_path,    "--gpu-layers",
      text(request.gpu_layers), "--ctx",     text(request.ctx),     "--batch",
      text(request.batch),      "--threads", text(request.threads), "--kv-type",
      request.kv_type};
  for (const auto& remote : planner.remotes) {
    words.emplace_back("--remote");
    words.push_back(remote.endpoint);
  }
  return words;
}

Result<PlanText> ask(const Planner& planner, const LoadRequest& request,
                     const std::vector<std::string>& words) {
  // What is plainly wrong is said without starting anything.
  if (auto good = check_request(request); !good) return pass(good.error());
  if (auto good = check_model_file(request.model_path); !good) return pass(good.error());
  auto output = run_child(words, planner.patience);
  if (!output) return pass(output.error());
  if (WIFSIGNALED(output->status))
    return bad_input(fmt::format(
        "{} cannot be planned: llama.cpp ended with signal {} ({}) on it, "
        "so the file is probably damaged.",
        request.model_path, WTERMSIG(output->status), strsignal(WTERMSIG(output->status))));
  if (output->text.empty())
    return bad_input(fmt::format("{} cannot be planned: llama.cpp gave up on it with status {}.",
                                 request.model_path, WEXITSTATUS(output->status)));
  return parse_plan(output->text);
}

// Between two known points, where a straight line reaches `free`; always strictly between them.
int guess(int low, Bytes low_bytes, int high, Bytes high_bytes, Bytes free) {
  auto rise = static_cast<double>(high_bytes.value) - static_cast<double>(low_bytes.value);
  auto wanted = static_cast<double>(free.value) - static_cast<double>(low_bytes.value);
  int step = rise > 0 ? static_cast<int>((high - low) * (wanted / rise)) : (high - low) / 2;
  return std::clamp(low + step, low + 1, high - 1);
}

}  // namespace

Result<DryPlan> dry_plan(const Planner& planner, const LoadRequest& request) {
  auto read = ask(planner, request, words_of(planner, request));
  if (!read) return pass(read.error());
  return std::move(read->plan);
}

Result<LayerFit> layers_that_fit(const Planner& planner, const LoadRequest& request, Bytes free) {
  auto words = words_of(planner, request);
  words.emplace_back("--fit");
  words.push_back(fmt::format("{}", free.value));
  auto read = ask(planner, request, words);
  if (!read) return pass(read.error());
  if (!read->fit) return refused("the planner tare-dry-plan did not say how many layers fit.");
  return *read->fit;
}

Result<int> most_that_fits(int layers, Bytes free,
                           const std::function<Result<Bytes>(int layers)>& bytes_at) {
  auto all = bytes_at(layers);
  if (!all) return pass(all.error());
  if (*all <= free) return layers;
  int low = 0;  // fits: no layers, nothing on the card
  int high = layers;
  Bytes low_bytes{};
  Bytes high_bytes = *all;
  for (int asked = 0; high - low > 1; ++asked) {
    // A line is nearly right; should it creep, halving ends it.
    constexpr int kLines = 4;
    int middle =
        asked < kLines ? guess(low, low_bytes, high, high_bytes, free) : low + (high - low) / 2;
    auto bytes = bytes_at(middle);
    if (!bytes) return pass(bytes.error());
    (*bytes <= free ? low : high) = middle;
    (*bytes <= free ? low_bytes : high_bytes) = *bytes;
  }
  return low;
}

}  // namespace tare::llama
