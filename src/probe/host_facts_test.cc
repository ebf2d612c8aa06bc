#include "probe/host_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "port/fake/fake_platform.h"
#include "probe/cgroup.h"
#include "probe/test_texts.h"

namespace tare {
namespace {

using namespace std::string_literals;  // texts with NUL inside

using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

Reading limit_of(std::map<std::string, std::string> texts) {
  FakePlatform platform;
  platform.texts = std::move(texts);
  return cgroup_memory_limit(platform);
}

TEST(CgroupLimit, MaxIsNoLimitAndNotAMissingFile) {
  auto limit = limit_of({{"/proc/self/cgroup", "0::/user.slice\n"},
                         {"/sys/fs/cgroup/user.slice/memory.max", "max\n"}});
  EXPECT_EQ(limit.missing().why, Why::no_limit);
}

TEST(CgroupLimit, WithoutControllerIsNotSupported) {
  EXPECT_EQ(limit_of({{"/proc/self/cgroup", "0::/a\n"}}).missing().why, Why::not_supported);
  EXPECT_EQ(limit_of({{"/proc/self/cgroup", "1:cpu:/\n"}}).missing().why, Why::not_supported);
  EXPECT_EQ(limit_of({{"/proc/self/cgroup", "garbage\n:\n"}}).missing().why, Why::not_supported);
  EXPECT_EQ(limit_of({}).missing().why, Why::not_supported);
}

TEST(CgroupLimit, TheSmallestOfTheGroupAndThoseAboveCounts) {
  EXPECT_EQ(limit_of({{"/proc/self/cgroup", "0::/a/b\n"},
                      {"/sys/fs/cgroup/a/b/memory.max", "max\n"},
                      {"/sys/fs/cgroup/a/memory.max", "1073741824\n"}}),
            Reading(gib(1)));
}

Reading left_of(std::map<std::string, std::string> texts) {
  FakePlatform platform;
  platform.texts = std::move(texts);
  return cgroup_memory_left(platform);
}

TEST(CgroupLeft, IsTheLimitLessWhatCannotBeDropped) {
  std::map<std::string, std::string> texts{
      {"/proc/self/cgroup", "0::/a\n"},
      {"/sys/fs/cgroup/a/memory.max", "1000000\n"},
      {"/sys/fs/cgroup/a/memory.current", "700000\n"},
      {"/sys/fs/cgroup/a/memory.stat", "anon 200000\ninactive_file 300000\nactive_file 100000\n"}};
  EXPECT_EQ(left_of(texts), Reading(Bytes{700000}));
  texts.erase("/sys/fs/cgroup/a/memory.stat");
  EXPECT_EQ(left_of(texts), Reading(Bytes{300000}));
  texts["/sys/fs/cgroup/a/memory.current"] = "1000001\n";
  EXPECT_EQ(left_of(texts), Reading(Bytes{}));
  texts.erase("/sys/fs/cgroup/a/memory.current");
  EXPECT_EQ(left_of(texts), Reading(Bytes{1000000}));
}

// The group above has the larger limit and the less room.
TEST(CgroupLeft, TheFullestGroupCountsInVersionOneToo) {
  EXPECT_EQ(left_of({{"/proc/self/cgroup", "4:memory:/a/b\n0::/\n"},
                     {"/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "1000\n"},
                     {"/sys/fs/cgroup/memory/a/b/memory.usage_in_bytes", "100\n"},
                     {"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "2000\n"},
                     {"/sys/fs/cgroup/memory/a/memory.usage_in_bytes", "1900\n"},
                     {"/sys/fs/cgroup/memory/a/memory.stat",
                      "inactive_file 1\ntotal_inactive_file 200\ntotal_active_file 100\n"}}),
            Reading(Bytes{400}));
}

TEST(CgroupLeft, WithoutALimitThereIsNone) {
  EXPECT_EQ(left_of({{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/memory.max", "max\n"}})
                .missing()
                .why,
            Why::no_limit);
}

TEST(CgroupLimit, ContainerSeesItsGroupAsTheRoot) {
  EXPECT_EQ(
      limit_of({{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/memory.max", "536870912\n"}}),
      Reading(mib(512)));
}

TEST(CgroupLimit, VersionOneHasANumberForNoLimit) {
  std::string groups = "5:devices:/x\n4:memory,hugetlb:/pod\n0::/\n";
  EXPECT_EQ(limit_of({{"/proc/self/cgroup", groups},
                      {"/sys/fs/cgroup/memory/pod/memory.limit_in_bytes", "9223372036854771712\n"}})
                .missing()
                .why,
            Why::no_limit);
  EXPECT_EQ(limit_of({{"/proc/self/cgroup", groups},
                      {"/sys/fs/cgroup/memory/pod/memory.limit_in_bytes", "2147483648\n"}}),
            Reading(gib(2)));
}

TEST(CgroupLimit, GarbageIsAFailure) {
  auto limit = limit_of({{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/memory.max", "few\n"}});
  EXPECT_EQ(limit.missing().why, Why::failed);
}

TEST(HostFacts, NamesWhatExplainsARun) {
  FakePlatform platform;
  platform.texts = {
      {"/proc/sys/kernel/osrelease", "6.18.1\n"},
      {"/proc/cpuinfo", "processor\t: 0\nmodel name\t: A CPU\nprocessor\t: 1\nmodel name\t: B\n"},
      {"/sys/devices/system/cpu/online", "0-1\n"},
      {"/proc/self/status", stored_text("proc-6.18/python_status.txt")},
      {"/proc/meminfo", "MemTotal: 1024 kB\nSwapTotal: 0 kB\n"},
      {"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n"},
      {"/proc/self/cgroup", "0::/\n"},
      {"/sys/fs/cgroup/memory.max", "max\n"},
      {"/sys/module/damon_reclaim/parameters/enabled", "Y\n"},
      {"/proc/self/environ",
       "HOME=/home/me\0MALLOC_ARENA_MAX=1\0SECRET=x\0GLIBC_TUNABLES=a=b\0odd"s},
  };
  auto facts = host_facts(platform);
  for (const auto& expected : std::vector<Note>{{"kernel", "6.18.1"},
                                                {"cpu", "A CPU"},
                                                {"cores", "0-1"},
                                                {"affinity", "0-1"},
                                                {"memory", "1048576"},
                                                {"swap", "0"},
                                                {"thp", "madvise"},
                                                {"cgroup_limit", "no limit"},
                                                {"damon", "damon_reclaim"},
                                                {"env.MALLOC_ARENA_MAX", "1"},
                                                {"env.GLIBC_TUNABLES", "a=b"}})
    EXPECT_THAT(facts, Contains(expected)) << expected.key;
  EXPECT_THAT(facts, Each(Field(&Note::key, Not(HasSubstr("SECRET")))));
  EXPECT_THAT(facts, Each(Field(&Note::key, Not(HasSubstr("HOME")))));
}

TEST(HostFacts, AnEmptyMachineLeavesFactsOut) {
  FakePlatform platform;
  auto facts = host_facts(platform);
  EXPECT_THAT(facts, Each(Field(&Note::value, Not(""))));
  EXPECT_THAT(facts, Each(Field(&Note::key, Not("memory"))));
  EXPECT_THAT(facts, Contains(Note{"cgroup_limit", "not supported"}));
}

TEST(HostFacts, KdamondThatRunsIsSeen) {
  FakePlatform platform;
  platform.texts["/sys/kernel/mm/damon/admin/kdamonds/0/state"] = "on\n";
  EXPECT_THAT(host_facts(platform), Contains(Note{"damon", "kdamond"}));
}

}  // namespace
}  // namespace tare
