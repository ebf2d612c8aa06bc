// Graphics cards by the kernel's own interface: /sys/class/drm for the card, fdinfo for a process.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "port/platform.h"
#include "probe/drm_fdinfo.h"

namespace tare {

// AMD cards tell their memory (mem_info_vram_*); an APU keeps models in GTT, so there VRAM + GTT
// count. Other drivers tell only what a process holds. Cards without memory of their own
// (integrated ones, display adapters) and NVIDIA's (nvml/ reads them) are not listed; `none` says
// so. A buffer that two clients of one process share is counted for each: the kernel doesn't tell
// which. Threads: one at a time. The platform must outlive this.
class DrmCards : public CardSource {
 public:
  explicit DrmCards(Platform& platform);
  Cards read(pid_t pid) override;

 private:
  struct Card {
    CardMemory memory;
    std::string pdev;     // PCI address, the card's id too
    bool shared = false;  // an APU: GTT counts
    std::vector<std::unique_ptr<TextFile>> total;
    std::vector<std::unique_ptr<TextFile>> used;
    Missing no_total;
    Missing no_used;
    bool only_with_client = false;  // listed when the process holds device memory on it
  };
  struct Clients {
    std::vector<DrmClient> list;
    std::optional<Missing> unknown;  // why the process's clients could not be read
  };

  void find_cards();
  void add_card(const std::string& name);
  void add_amd(Card card, const std::string& device);
  Clients clients_of(pid_t pid);

  Platform* platform_;
  std::vector<Card> cards_;
  std::string left_out_;  // reasons, joined
};

}  // namespace tare
