#include "probe/proc_smaps.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "probe/kernel_line.h"
#include "probe/mapping_name.h"
#include "probe/proc_status.h"
#include "probe/test_texts.h"

namespace tare {
namespace {

using ::testing::HasSubstr;

Smaps parse(std::string_view text) {
  SmapsParser parser;
  parser.feed(text);
  return parser.finish();
}

const MappingGroup* find(const Smaps& smaps, std::string_view name) {
  for (const auto& group : smaps.groups)
    if (group.name == name) return &group;
  return nullptr;
}

// The slow, obvious way to the same sum.
Bytes sum_of(std::string_view text, std::string_view key) {
  Bytes sum;
  while (auto raw = next_line(text)) {
    auto line = split_line(*raw);
    if (line && line->key == key) sum += kilobytes(line->value).value();
  }
  return sum;
}

constexpr std::string_view kOne =
    "1000-3000 rw-p 00000000 00:00 0 \nSize: 8 kB\nRss: 8 kB\nPss: 8 kB\nPrivate_Dirty: 8 kB\n";

TEST(ProcSmaps, MalformedTextsNameTheLine) {
  struct {
    const char* text;
    const char* fault;
  } cases[] = {
      {"Rss: 4 kB\n", "not a field of a mapping: 'Rss: 4 kB'"},
      {"1000-3000\n", "not a mapping"},
      {"1000 rw-p 0 0 0\n", "not a mapping"},
      {"1000-3000 rw-p 0 00:00 0\nRss: four kB\n", "not a size: 'Rss: four kB'"},
      {"1000-3000 rw-p 0 00:00 0\nRss: 4\n", "not a size"},
      {"1000-3000 rw-p 0 00:00 0\nRss 4 kB\n", "not a field"},
      {"1000-3000 rw-p 0 00:00 0\n\n", "an empty line"},
      {"1000-3000 rw-p 0 00:00 0\nSize: 8 kB\n", "cut short: 'anonymous'"},
      {"1000-3000 rw-p 0 00:00 0\n\x1b[31m: 4 kB\n\n", "an empty line"},
  };
  for (const auto& c : cases) {
    auto smaps = parse(c.text);
    ASSERT_TRUE(smaps.fault) << c.text;
    EXPECT_THAT(*smaps.fault, HasSubstr(c.fault)) << c.text;
  }
}

TEST(ProcSmaps, FaultOfOneTextDoesNotStickToTheNext) {
  SmapsParser parser;
  parser.feed("garbage\n");
  EXPECT_TRUE(parser.finish().fault);
  parser.feed(kOne);
  auto smaps = parser.finish();
  EXPECT_FALSE(smaps.fault);
  EXPECT_EQ(smaps.total.rss, kib(8));
}

TEST(ProcSmaps, FilePagesThatTheKernelHasYetToWriteAreNotOwn) {
  auto mapping = [](std::string_view name) {
    return fmt::format(
        "1000-9000 r-xp 00000000 fe:00 12   {}\nSize: 32 kB\nRss: 28 kB\nPss: 28 kB\n"
        "Private_Clean: 4 kB\nPrivate_Dirty: 24 kB\nAnonymous: 8 kB\nSwap: 0 kB\n",
        name);
  };
  auto file = parse(mapping("/usr/bin/just-built"));
  EXPECT_EQ(file.total.private_dirty, kib(8));
  EXPECT_EQ(file.total.private_clean, kib(20));
  EXPECT_EQ(parse(mapping("[heap]")).total.private_dirty, kib(24));
}

TEST(ProcSmaps, EmptyTextHasNoMappings) {
  auto smaps = parse("");
  EXPECT_TRUE(smaps.groups.empty());
  EXPECT_FALSE(smaps.fault);
}

TEST(ProcSmaps, CutShortAnywhereIsAFaultOrAWholeNumberOfMappings) {
  auto text = stored_text("proc-6.18/python_smaps.txt").substr(0, 2500);
  for (std::size_t length = 1; length < text.size(); ++length) {
    auto smaps = parse(std::string_view(text).substr(0, length));
    if (smaps.fault) continue;
    EXPECT_EQ(smaps.total.rss, sum_of(std::string_view(text).substr(0, length), "Rss")) << length;
  }
}

TEST(ProcSmaps, SumsOfLinux618AgreeWithEveryLineAndWithStatus) {
  auto text = stored_text("proc-6.18/python_smaps.txt");
  auto smaps = parse(text);
  ASSERT_FALSE(smaps.fault) << *smaps.fault;
  EXPECT_TRUE(smaps.has_swap);
  const auto& total = smaps.total;
  EXPECT_EQ(total.count, 73u);
  EXPECT_EQ(total.size, sum_of(text, "Size"));
  EXPECT_EQ(total.rss, sum_of(text, "Rss"));
  EXPECT_EQ(total.pss, sum_of(text, "Pss"));
  // The file under /var/tmp had just been written: its page cache waited for the disk.
  EXPECT_EQ(total.private_clean, sum_of(text, "Private_Clean") + mib(1));
  EXPECT_EQ(total.private_dirty - Bytes{}, sum_of(text, "Private_Dirty") - mib(1));
  EXPECT_EQ(total.shared, sum_of(text, "Shared_Clean") + sum_of(text, "Shared_Dirty"));
  EXPECT_EQ(total.rss, total.private_clean + total.private_dirty + total.shared);
  auto status = parse_status(stored_text("proc-6.18/python_status.txt"));
  EXPECT_NEAR(in_mib(total.rss), in_mib(*status.rss), 0.5);  // per-thread counters lag
}

TEST(ProcSmaps, GroupsLinux618ByNameAndKind) {
  auto smaps = parse(stored_text("proc-6.18/python_smaps.txt"));
  struct {
    const char* name;
    MappingKind kind;
    std::uint32_t count;
    Bytes size;
  } expected[] = {
      {"/var/tmp/subject deleted.bin (deleted)", MappingKind::file, 1, mib(1)},
      {"/dev/shm/subject (deleted)", MappingKind::shared_memory, 1, mib(2)},
      {"/memfd:subject (deleted)", MappingKind::shared_memory, 1, kib(64)},
      {"/dev/zero (deleted)", MappingKind::shared_memory, 1, mib(4)},
      {"/usr/bin/python3.11", MappingKind::file, 5, {}},
      {"[heap]", MappingKind::heap, 1, {}},
      {"[stack]", MappingKind::stack, 1, {}},
      {"[vdso]", MappingKind::kernel, 1, {}},
  };
  for (const auto& e : expected) {
    const auto* group = find(smaps, e.name);
    ASSERT_NE(group, nullptr) << e.name;
    EXPECT_EQ(group->kind, e.kind) << e.name;
    EXPECT_EQ(group->count, e.count) << e.name;
    if (e.size != Bytes{}) {
      EXPECT_EQ(group->size, e.size) << e.name;
    }
  }
  EXPECT_GT(find(smaps, "anonymous")->private_dirty, mib(20));
}

TEST(ProcSmaps, ReadsOlderKernels) {
  auto smaps = parse(stored_text("proc-4.4-modelled/smaps.txt"));
  ASSERT_FALSE(smaps.fault) << *smaps.fault;
  EXPECT_EQ(smaps.total.rss, kib(512 + 1024 + 16 + 20));
  EXPECT_EQ(own(smaps.total), kib(1024 + 12 + 20 + 128));
  EXPECT_EQ(smaps.total.locked, kib(64));
  EXPECT_NE(find(smaps, "/opt/my server/bin/server"), nullptr);
  EXPECT_EQ(find(smaps, "[stack:1200]")->kind, MappingKind::stack);
}

TEST(ProcSmaps, PiecesMakeNoDifference) {
  auto text = stored_text("proc-6.18/python_smaps.txt");
  auto whole = parse(text);
  SmapsParser parser;
  std::string_view rest = text;
  while (auto line = next_line(rest)) parser.feed(std::string(*line) + "\n");
  auto pieces = parser.finish();
  EXPECT_EQ(pieces.groups, whole.groups);
  EXPECT_EQ(pieces.total, whole.total);
}

TEST(ProcSmaps, ManyMappingsOfManyNames) {
  SmapsParser parser;
  for (int i = 0; i < 40000; ++i)
    parser.feed(
        fmt::format("{:x}-{:x} rw-p 00000000 00:00 0    {}\nSize: 8 kB\nRss: 4 kB\n"
                    "Pss: 4 kB\nPrivate_Dirty: 4 kB\nSwap: 0 kB\n",
                    i * 0x2000, i * 0x2000 + 0x2000,
                    i % 2 == 0 ? std::string() : fmt::format("/lib/{}", i % 1000)));
  auto smaps = parser.finish();
  ASSERT_FALSE(smaps.fault);
  EXPECT_EQ(smaps.total.count, 40000u);
  EXPECT_EQ(smaps.total.rss, kib(160000));
  EXPECT_EQ(smaps.groups.size(), 501u);
  EXPECT_EQ(find(smaps, "anonymous")->count, 20000u);
}

TEST(MappingNames, KindOfEveryColumn) {
  struct {
    std::string_view column;
    MappingKind kind;
  } cases[] = {
      {"/usr/lib/libc.so.6", MappingKind::file},
      {"/usr/lib/libold.so (deleted)", MappingKind::file},
      {"/SYSV00000000 (deleted)", MappingKind::shared_memory},
      {"[anon:glibc: malloc]", MappingKind::anonymous},
      {"[anon_shmem:ring]", MappingKind::shared_memory},
      {"[vvar_vclock]", MappingKind::kernel},
      {"[stack]", MappingKind::stack},
      {"anon_inode:i915.gem", MappingKind::kernel},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(mapping_name(c.column).kind, c.kind) << c.column;
    EXPECT_EQ(mapping_name(c.column).name, c.column);
  }
  EXPECT_EQ(mapping_name("").name, "anonymous");
}

}  // namespace
}  // namespace tare
