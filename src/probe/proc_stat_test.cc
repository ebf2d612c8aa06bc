#include "probe/proc_stat.h"

#include <gtest/gtest.h>

#include "probe/test_texts.h"

namespace tare {
namespace {

TEST(ProcStat, MalformedOrCutShortIsNothing) {
  for (const char* text : {"", "1", "1 (a", "1 (a)", "1 (a) R", "1 (a) RS 1 1 1 1 1 1 1 1 1 1",
                           "1 (a) R 1 1 1 1 1 1 x 1 1 1", "1 (a) R 1 1 1 1 1 1 7 1"})
    EXPECT_FALSE(parse_stat(text)) << text;
}

TEST(ProcStat, NameMayHoldAnything) {
  auto stat = parse_stat("7 (a) R 1 (b)) S 1 2 3 4 -1 6 101 0 11 0 5 5\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->minor_faults, 101u);
  EXPECT_EQ(stat->major_faults, 11u);
}

TEST(ProcStat, ReadsLinux618) {
  auto stat = parse_stat(stored_text("proc-6.18/odd_name_stat.txt"));
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->minor_faults, 142u);
  EXPECT_EQ(stat->major_faults, 0u);
}

}  // namespace
}  // namespace tare
