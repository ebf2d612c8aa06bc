#include "probe/drm_cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <set>
#include <utility>

#include "base/text.h"

namespace tare {

namespace {

constexpr const char* kClass = "/sys/class/drm";

struct Uevent {
  std::string driver;
  std::string pci_slot;
  std::string pci_id;
};

Uevent parse_uevent(std::string_view text) {
  Uevent event;
  while (auto line = next_line(text)) {
    if (line->starts_with("DRIVER=")) event.driver = trim(line->substr(7));
    if (line->starts_with("PCI_SLOT_NAME=")) event.pci_slot = trim(line->substr(14));
    if (line->starts_with("PCI_ID=")) event.pci_id = trim(line->substr(7));
  }
  return event;
}

// "card0", not its connectors "card0-HDMI-A-1" and not "renderD128".
bool is_card(std::string_view name) {
  return name.starts_with("card") && name.size() > 4 &&
         std::ranges::all_of(name.substr(4), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// The sum of files that each hold one number of bytes.
Reading sum_of(const std::vector<std::unique_ptr<TextFile>>& files, const Missing& none) {
  if (files.empty()) return none;
  Bytes sum;
  for (const auto& file : files) {
    auto text = file->read();
    if (!text) return missing(text.error());
    auto bytes = to_number<std::uint64_t>(trim(*text));
    if (!bytes)
      return Missing{Why::failed, fmt::format("the driver's number of bytes is not one: '{}'",
                                              printable(trim(*text), 64))};
    sum += Bytes{*bytes};
  }
  return sum;
}

bool vram_or_gtt(std::string_view region) { return is_device_memory(region) || region == "gtt"; }

Reading held_on(const std::string& pdev, bool shared, const std::vector<DrmClient>& clients) {
  std::set<std::uint64_t> counted;
  Bytes sum;
  for (const auto& client : clients) {
    if (client.pdev != pdev) continue;
    if (client.id && !counted.insert(*client.id).second) continue;  // a duplicated descriptor
    auto bytes = held(client, shared ? vram_or_gtt : is_device_memory);
    if (!bytes)
      return Missing{Why::not_supported,
                     fmt::format("this kernel's {} driver tells no memory per process",
                                 printable(client.driver, 32))};
    sum += *bytes;
  }
  return sum;
}

}  // namespace

DrmCards::DrmCards(Platform& platform) : platform_(&platform) { find_cards(); }

void DrmCards::find_cards() {
  auto names = platform_->list(kClass);
  if (!names) {
    left_out_ = names.error().system == ENOENT ? "no DRM card" : names.error().text;
    return;
  }
  for (const auto& name : *names)
    if (is_card(name)) add_card(name);
  if (cards_.empty() && left_out_.empty()) left_out_ = "no DRM card";
}

void DrmCards::add_card(const std::string& name) {
  auto device = fmt::format("{}/{}/device", kClass, name);
  auto uevent = parse_uevent(read_text(*platform_, device + "/uevent").value_or(""));
  auto leave_out = [&](std::string_view why) {
    if (!left_out_.empty()) left_out_ += "; ";
    left_out_ += fmt::format("{} ({}) {}", name, printable(uevent.driver, 32), why);
  };
  Card card;
  card.pdev = uevent.pci_slot;
  card.memory.id = uevent.pci_slot.empty() ? name : uevent.pci_slot;
  card.memory.name = printable(fmt::format("{} {}", uevent.driver, uevent.pci_id), 96);
  if (uevent.driver == "amdgpu") return add_amd(std::move(card), device);
  if (uevent.driver == "nvidia") return leave_out("is read by NVIDIA's library");
  bool known = uevent.driver == "xe" || uevent.driver == "i915" || uevent.driver == "nouveau";
  if (!known) return leave_out("has no memory of its own that the kernel tells of");
  card.no_total = card.no_used = {
      Why::not_supported,
      fmt::format("the {} driver tells what a process holds, not the card's use", uevent.driver)};
  // Of Intel's cards only those with memory of their own count; xe names its size, and a client's
  // region "local" or "vram" gives any of them away.
  auto size = platform_->open_text(device + "/tile0/physical_vram_size_bytes");
  if (size) card.total.push_back(std::move(*size));
  card.only_with_client = !size && uevent.driver != "nouveau";
  if (card.only_with_client) leave_out("shares the system's memory");
  cards_.push_back(std::move(card));
}

void DrmCards::add_amd(Card card, const std::string& device) {
  card.memory.kind = CardKind::amd;
  auto exists = [&](const char* file) {
    return platform_->open_text(fmt::format("{}/{}", device, file)).has_value();
  };
  // The driver withholds both files from APUs; a Vega 10 lacks only the first.
  card.shared = exists("gpu_busy_percent") && !exists("mem_busy_percent") && !exists("pcie_bw");
  auto product = read_text(*platform_, device + "/product_name");
  if (product && !trim(*product).empty()) card.memory.name = printable(trim(*product), 96);
  if (card.shared) card.memory.name += " (shares the system's memory: VRAM + GTT)";
  auto keep = [&](const char* file, auto& files, Missing& why) {
    auto opened = platform_->open_text(fmt::format("{}/{}", device, file));
    if (opened) return files.push_back(std::move(*opened));
    why = missing(opened.error());
  };
  keep("mem_info_vram_total", card.total, card.no_total);
  keep("mem_info_vram_used", card.used, card.no_used);
  if (card.shared) {
    keep("mem_info_gtt_total", card.total, card.no_total);
    keep("mem_info_gtt_used", card.used, card.no_used);
  }
  cards_.push_back(std::move(card));
}

DrmCards::Clients DrmCards::clients_of(pid_t pid) {
  if (pid <= 0) return {{}, Missing{Why::not_asked, ""}};
  auto folder = fmt::format("/proc/{}/fd", pid);
  auto names = platform_->list(folder);
  if (!names) {
    auto reason = missing(names.error());
    if (names.error().system == ENOENT) reason = {Why::process_gone, ""};
    return {{}, reason};
  }
  Clients clients;
  for (const auto& name : *names) {
    // Following the link first spares reading the fdinfo of every file and socket.
    auto target = platform_->link_target(fmt::format("{}/{}", folder, name));
    if (!target || !target->starts_with("/dev/dri/")) continue;
    auto text = read_text(*platform_, fmt::format("/proc/{}/fdinfo/{}", pid, name));
    if (!text) continue;  // closed meanwhile
    if (auto client = parse_drm_fdinfo(*text)) clients.list.push_back(std::move(*client));
  }
  return clients;
}

Cards DrmCards::read(pid_t pid) {
  Cards cards;
  auto clients = cards_.empty() ? Clients{} : clients_of(pid);
  for (const auto& card : cards_) {
    auto memory = card.memory;
    memory.process =
        clients.unknown ? Reading(*clients.unknown) : held_on(card.pdev, card.shared, clients.list);
    if (card.only_with_client && (!memory.process || *memory.process == Bytes{})) continue;
    memory.total = sum_of(card.total, card.no_total);
    memory.used = sum_of(card.used, card.no_used);
    cards.list.push_back(std::move(memory));
  }
  if (!left_out_.empty()) cards.none = Missing{Why::no_device, left_out_};
  return cards;
}

}  // namespace tare
