// tare doctor: what can be measured here, and how to get the rest.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "app/doctor.h"
#include "linux/linux_platform.h"
#include "nvml/nvml_cards.h"
#include "probe/drm_cards.h"
#include "report/doctor_text.h"

namespace tare {

// Declared in cli/commands.h.
void add_doctor_command(CLI::App& app, std::function<int()>& action) {
  auto* command =
      app.add_subcommand("doctor", "What can be measured on this machine, and how to get the rest");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print JSON");
  command->callback([json, &action] {
    action = [json] {
      LinuxPlatform platform;
      NvmlCards nvidia(platform);
      DrmCards drm(platform);
      auto diagnosis = diagnose(platform, nvidia.read(::getpid()), drm.read(::getpid()));
      fmt::print("{}", *json ? doctor_json(diagnosis) : doctor_text(diagnosis));
      return 0;
    };
  });
}

}  // namespace tare
