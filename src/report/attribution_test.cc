#include "report/attribution.h"

#include <gtest/gtest.h>

#include "core/hand_made.h"

namespace tare {
namespace {

using hand_made::mebibytes;
using hand_made::step;

MappingGroup group(std::string name, MappingKind kind, double rss, double own) {
  return {.name = std::move(name),
          .kind = kind,
          .rss = mebibytes(rss),
          .private_dirty = mebibytes(own)};
}

ByteDelta sum(const std::vector<Share>& list) {
  ByteDelta total;
  for (const auto& share : list) total = total + share.rss;
  return total;
}

TEST(Attribution, LibrariesAddUpToTheStepsDifference) {
  auto before = step("1 empty process", 10, 2);
  auto after = step("2 configuration and avatar bridge", 20.5, 4);
  before.mappings = {group("[heap]", MappingKind::heap, 1, 1)};
  after.mappings = {group("[heap]", MappingKind::heap, 2, 2),
                    group("/lib/libQt6Gui.so", MappingKind::file, 5, 1),
                    group("/lib/libQt6Core.so", MappingKind::file, 3, 0.5),
                    group("/lib/libc.so.6", MappingKind::file, 0.75, 0.25),
                    group("/lib/libm.so.6", MappingKind::file, 0.5, 0)};
  auto list = library_costs(before, after, 2);
  ASSERT_EQ(list.size(), 4u);
  EXPECT_EQ(list[0].name, "/lib/libQt6Gui.so");
  EXPECT_EQ(list[1].rss, mebibytes(3) - Bytes{});
  EXPECT_EQ(list[2].kind, ShareKind::others);
  EXPECT_EQ(list[2].count, 3u);
  EXPECT_EQ(list[2].rss, mebibytes(2.25) - Bytes{});
  EXPECT_EQ(list[2].own, mebibytes(1.25) - Bytes{});
  EXPECT_EQ(list[3].kind, ShareKind::remainder);  // VmRSS says 10.5, smaps 10.25
  EXPECT_EQ(list[3].rss, mebibytes(0.25) - Bytes{});
  EXPECT_EQ(sum(list), mebibytes(10.5) - Bytes{});
}

TEST(Attribution, WithoutReadingsThereIsNoList) {
  auto before = step("a", 10, 2);
  auto after = step("b", 20, 4);
  EXPECT_TRUE(library_costs(before, after, 5).empty());
  after.mappings = {group("[heap]", MappingKind::heap, 2, 2)};
  after.sample.process.rss = Missing{Why::process_gone, ""};
  EXPECT_TRUE(library_costs(before, after, 5).empty());
  EXPECT_TRUE(kept_above(before, after, 5).empty());
}

Declared said(std::string owner, double size) {
  return {std::move(owner), "", {}, mebibytes(size)};
}

// 60 above: 93 of mapped model would be too much, so here 30 of it; heap +40 of which KV 20 and
// SQLite 1; 6 kept by the allocator as addresses; the buffers' 10 are not resident, hence -10.
TEST(Attribution, WhatIsKeptIsToldByOwnerWithASignedRemainder) {
  auto engine = step("2 engine made", 10, 5);
  auto reset = step("6 chat reset", 70, 40);
  engine.mappings = {group("[heap]", MappingKind::heap, 4, 4)};
  engine.declared = {said("heap in use", 3), said("SQLite", 0.5)};
  reset.mappings = {group("[heap]", MappingKind::heap, 9, 9),
                    group("anonymous", MappingKind::anonymous, 25, 25),
                    group("/m/model.gguf", MappingKind::file, 30, 0)};
  reset.declared = {said("heap in use", 43),
                    said("SQLite", 1.5),
                    said("KV cache", 20),
                    said("compute buffers", 10),
                    said("heap kept by the allocator", 6),
                    {"KV cache", "CUDA0", {}, mebibytes(500)}};
  auto list = kept_above(engine, reset, 10);
  ASSERT_EQ(list.size(), 7u);
  EXPECT_EQ(list[0].name, "/m/model.gguf");
  EXPECT_EQ(list[1].name, "KV cache");
  EXPECT_EQ(list[1].rss, mebibytes(20) - Bytes{});
  EXPECT_EQ(list[2].name, "compute buffers");
  EXPECT_EQ(list[3].kind, ShareKind::heap_other);
  EXPECT_EQ(list[3].rss, mebibytes(9) - Bytes{});  // 40 - 20 - 10 - 1
  EXPECT_EQ(list[4].name, "SQLite");
  // The heap's mappings grew by 30, less than what is in use: nothing of what is kept is resident.
  EXPECT_EQ(list[5].name, "heap kept by the allocator");
  EXPECT_EQ(list[5].rss, ByteDelta{});
  EXPECT_EQ(list[5].reserved, mebibytes(6) - Bytes{});
  EXPECT_EQ(list[6].kind, ShareKind::remainder);
  EXPECT_EQ(list[6].rss, Bytes{} - mebibytes(10));
  EXPECT_EQ(sum(list), mebibytes(60) - Bytes{});
}

TEST(Attribution, KeptHeapCountsAsFarAsItIsResident) {
  auto engine = step("2 engine made", 10, 5);
  auto after = step("7 unloaded", 20, 15);
  engine.mappings = {group("[heap]", MappingKind::heap, 4, 4)};
  engine.declared = {said("heap in use", 3)};
  after.mappings = {group("[heap]", MappingKind::heap, 14, 14)};
  after.declared = {said("heap in use", 5), said("heap kept by the allocator", 12)};
  auto list = kept_above(engine, after, 5);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].name, "heap kept by the allocator");
  EXPECT_EQ(list[0].rss, mebibytes(8) - Bytes{});  // 10 of mappings, 2 of them in use
  EXPECT_EQ(list[0].reserved, mebibytes(12) - Bytes{});
  EXPECT_EQ(list[1].rss, mebibytes(2) - Bytes{});
}

TEST(Attribution, WithoutADeclaredHeapItsMappingsAreToldThemselves) {
  auto engine = step("2 engine made", 10, 5);
  auto after = step("7 unloaded", 14, 9);
  engine.mappings = {group("[heap]", MappingKind::heap, 4, 4)};
  after.mappings = {group("[heap]", MappingKind::heap, 8, 8)};
  auto list = kept_above(engine, after, 5);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].name, "[heap]");
  EXPECT_EQ(list[0].rss, mebibytes(4) - Bytes{});
}

TEST(Attribution, StepsThatGetLists) {
  EXPECT_TRUE(tells_libraries("3 Qt window toolkit"));
  EXPECT_FALSE(tells_libraries("3 model loaded"));
  EXPECT_EQ(kept_reference("7 unloaded"), "2 engine made");
  EXPECT_EQ(kept_reference("6 chat reset"), "2 engine made");
  EXPECT_EQ(kept_reference("6 unloaded"), "2 AI libraries and backend");
  EXPECT_EQ(kept_reference("1 baseline"), std::nullopt);
}

}  // namespace
}  // namespace tare
