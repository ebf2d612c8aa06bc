#include "probe/drm_cards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "port/fake/fake_platform.h"
#include "probe/test_texts.h"

namespace tare {
namespace {

using ::testing::HasSubstr;

class DrmCardsTest : public ::testing::Test {
 protected:
  void card(const std::string& name, const std::string& uevent) {
    platform_.texts["/sys/class/drm/" + name + "/device/uevent"] = uevent;
  }
  void device(const std::string& name, const std::string& file, const std::string& text) {
    platform_.texts["/sys/class/drm/" + name + "/device/" + file] = text;
  }
  void amd_card() {
    card("card0",
         "DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:73BF\n"
         "PCI_SLOT_NAME=0000:03:00.0\nMODALIAS=pci:v00001002\n");
    platform_.texts["/sys/class/drm/card0-HDMI-A-1/status"] = "connected\n";
    platform_.texts["/sys/class/drm/renderD128/dev"] = "226:128\n";
    device("card0", "mem_info_vram_total", "17163091968\n");
    device("card0", "mem_info_vram_used", "1073741824\n");
    device("card0", "mem_info_gtt_total", "8589934592\n");
    device("card0", "mem_info_gtt_used", "536870912\n");
    device("card0", "gpu_busy_percent", "3\n");
    device("card0", "mem_busy_percent", "1\n");
  }
  void descriptor(int fd, const std::string& target, const std::string& info) {
    platform_.links["/proc/42/fd/" + std::to_string(fd)] = target;
    platform_.texts["/proc/42/fdinfo/" + std::to_string(fd)] = info;
  }
  Cards read() { return DrmCards(platform_).read(42); }
  FakePlatform platform_;
};

TEST(DrmFdinfo, OrdinaryDescriptorsAndGarbageAreNothing) {
  for (const char* text : {"", "pos:\t0\nflags:\t02\n", "drm-", "drm-driver:\n", ":\n::\n"})
    EXPECT_FALSE(parse_drm_fdinfo(text)) << text;
}

TEST(DrmFdinfo, ValuesThatAreNoSizesAreLeftOut) {
  auto client = parse_drm_fdinfo(
      "drm-driver: xe\ndrm-client-id: x\ndrm-total-vram0: many\ndrm-total-vram1: 4 GiB\n"
      "drm-total-vram2: 99999999999999999999\ndrm-total-vram3: 18014398509481984 MiB\n"
      "drm-total-vram4: 1 KiB more\n");
  ASSERT_TRUE(client);
  EXPECT_FALSE(client->id);
  EXPECT_TRUE(client->regions.empty());
  EXPECT_FALSE(held(*client, is_device_memory));
}

TEST(DrmFdinfo, UnitsAndRegionsOfXe) {
  auto client = parse_drm_fdinfo(stored_text("drm-modelled/xe_fdinfo.txt"));
  ASSERT_TRUE(client);
  EXPECT_EQ(client->driver, "xe");
  EXPECT_EQ(client->pdev, "0000:03:00.0");
  EXPECT_EQ(client->id, 3u);
  // Resident counts, not total; gtt, system and stolen are no memory of the card.
  EXPECT_EQ(held(*client, is_device_memory), mib(16));
}

TEST(DrmFdinfo, OldAmdgpuNamesResidentMemory) {
  auto client = parse_drm_fdinfo(stored_text("drm-modelled/amdgpu_5.19_fdinfo.txt"));
  ASSERT_TRUE(client);
  EXPECT_EQ(held(*client, is_device_memory), kib(524288));
}

TEST_F(DrmCardsTest, NoCardSaysSo) {
  auto cards = read();
  EXPECT_TRUE(cards.list.empty());
  EXPECT_EQ(cards.none, (Missing{Why::no_device, "no DRM card"}));
}

TEST_F(DrmCardsTest, AmdCardWithTwoClientsOneOfThemDuplicated) {
  amd_card();
  std::string head = "drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\n";
  descriptor(5, "/dev/dri/renderD128", head + "drm-client-id:\t7\ndrm-memory-vram:\t100 KiB\n");
  descriptor(6, "/dev/dri/renderD128", head + "drm-client-id:\t7\ndrm-memory-vram:\t100 KiB\n");
  descriptor(7, "/dev/dri/card0", head + "drm-client-id:\t9\ndrm-memory-vram:\t4 MiB\n");
  descriptor(8, "/var/log/file", "pos:\t0\n");
  auto cards = read();
  ASSERT_EQ(cards.list.size(), 1u);
  const auto& card = cards.list[0];
  EXPECT_EQ(card.id, "0000:03:00.0");
  EXPECT_EQ(card.kind, CardKind::amd);
  EXPECT_THAT(card.name, HasSubstr("1002:73BF"));
  EXPECT_EQ(card.total, Reading(Bytes{17163091968}));
  EXPECT_EQ(card.used, Reading(gib(1)));
  EXPECT_EQ(card.process, Reading(mib(4) + kib(100)));
  EXPECT_EQ(platform_.reads["/proc/42/fdinfo/8"], 0);
}

TEST_F(DrmCardsTest, ProcessWithoutTheCardHoldsNothingOfIt) {
  amd_card();
  descriptor(1, "/dev/null", "pos:\t0\n");
  EXPECT_EQ(read().list.at(0).process, Reading(Bytes{}));
}

TEST_F(DrmCardsTest, ApuCountsGttToo) {
  amd_card();
  platform_.texts.erase("/sys/class/drm/card0/device/mem_busy_percent");
  descriptor(5, "/dev/dri/renderD128",
             "drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\ndrm-client-id:\t1\n"
             "drm-memory-vram:\t1 MiB\ndrm-memory-gtt:\t2 MiB\ndrm-memory-cpu:\t4 MiB\n");
  auto card = read().list.at(0);
  EXPECT_THAT(card.name, HasSubstr("VRAM + GTT"));
  EXPECT_EQ(card.total, Reading(Bytes{17163091968 + 8589934592}));
  EXPECT_EQ(card.used, Reading(gib(1) + mib(512)));
  EXPECT_EQ(card.process, Reading(mib(3)));
}

TEST_F(DrmCardsTest, Vega10IsNoApu) {
  amd_card();
  platform_.texts.erase("/sys/class/drm/card0/device/mem_busy_percent");
  device("card0", "pcie_bw", "0 0 256\n");
  EXPECT_EQ(read().list.at(0).used, Reading(gib(1)));
}

TEST_F(DrmCardsTest, ReasonsReachEachReading) {
  amd_card();
  platform_.texts["/sys/class/drm/card0/device/mem_info_vram_used"] = "lots\n";
  platform_.errors["/sys/class/drm/card0/device/mem_info_vram_total"] = EACCES;
  platform_.errors["/proc/42/fd"] = EACCES;
  auto card = read().list.at(0);
  EXPECT_EQ(card.total.missing().why, Why::not_permitted);
  EXPECT_EQ(card.used.missing().why, Why::failed);
  EXPECT_EQ(card.process.missing().why, Why::not_permitted);
  platform_.errors["/proc/42/fd"] = ENOENT;
  EXPECT_EQ(read().list.at(0).process.missing().why, Why::process_gone);
}

TEST_F(DrmCardsTest, KernelBeforePerProcessMemorySaysSo) {
  amd_card();
  descriptor(5, "/dev/dri/renderD128", "drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\n");
  EXPECT_EQ(read().list.at(0).process.missing().why, Why::not_supported);
}

TEST_F(DrmCardsTest, IntelWithMemoryOfItsOwnTellsTheProcessOnly) {
  card("card1", "DRIVER=xe\nPCI_ID=8086:56A0\nPCI_SLOT_NAME=0000:03:00.0\n");
  device("card1", "tile0/physical_vram_size_bytes", "17179869184\n");
  descriptor(5, "/dev/dri/renderD128", stored_text("drm-modelled/xe_fdinfo.txt"));
  auto card = read().list.at(0);
  EXPECT_EQ(card.total, Reading(gib(16)));
  EXPECT_EQ(card.used.missing().why, Why::not_supported);
  EXPECT_EQ(card.process, Reading(mib(16)));
}

TEST_F(DrmCardsTest, CardsWithoutMemoryOfTheirOwnAreNamedAndNotListed) {
  card("card0", "DRIVER=i915\nPCI_ID=8086:46A6\nPCI_SLOT_NAME=0000:00:02.0\n");
  card("card1", "DRIVER=virtio-pci\nPCI_SLOT_NAME=0000:00:01.0\n");
  card("card2", "DRIVER=nvidia\nPCI_SLOT_NAME=0000:01:00.0\n");
  card("card3", "not a uevent");
  descriptor(1, "/dev/null", "");
  auto cards = read();
  EXPECT_TRUE(cards.list.empty());
  ASSERT_TRUE(cards.none);
  EXPECT_THAT(cards.none->detail, HasSubstr("card0 (i915) shares the system's memory"));
  EXPECT_THAT(cards.none->detail, HasSubstr("card1 (virtio-pci) has no memory"));
  EXPECT_THAT(cards.none->detail, HasSubstr("card2 (nvidia) is read by NVIDIA's library"));
}

}  // namespace
}  // namespace tare
