#include "base/text.h"

#include <gtest/gtest.h>

namespace tare {
namespace {

TEST(Text, CutsLinesAndWords) {
  std::string_view text = "a b\n\nlast";
  EXPECT_EQ(next_line(text), "a b");
  EXPECT_EQ(next_line(text), "");
  EXPECT_EQ(next_line(text), "last");
  EXPECT_EQ(next_line(text), std::nullopt);
  std::string_view words = "  VmRSS:\t  12 kB ";
  EXPECT_EQ(next_word(words), "VmRSS:");
  EXPECT_EQ(next_word(words), "12");
  EXPECT_EQ(next_word(words), "kB");
  EXPECT_EQ(next_word(words), std::nullopt);
}

TEST(Text, NumbersAreWholeOrNothing) {
  EXPECT_EQ(to_number<std::uint64_t>("18446744073709551615"), 18446744073709551615u);
  for (auto bad : {"", "-1", " 1", "1 ", "0x1", "18446744073709551616", "1.5"})
    EXPECT_EQ(to_number<std::uint64_t>(bad), std::nullopt) << bad;
  EXPECT_EQ(to_real("1.50"), 1.5);
  for (auto bad : {"", "nan", "inf", "1e999", "1.5x"}) EXPECT_EQ(to_real(bad), std::nullopt) << bad;
}

TEST(Text, SizesUsePowersOf1024) {
  EXPECT_EQ(*parse_size("--x", "6GiB"), gib(6));
  EXPECT_EQ(*parse_size("--x", "1.5G"), mib(1536));
  EXPECT_EQ(*parse_size("--x", "64k"), kib(64));
  EXPECT_EQ(*parse_size("--x", "1048576"), mib(1));
  for (auto bad : {"", "GiB", "6XB", "-1G", "6Gi", "9e99", "99999999999T", "1.2.3M"}) {
    auto size = parse_size("--stand-in-gpu", bad);
    ASSERT_FALSE(size) << bad;
    EXPECT_NE(size.error().text.find("--stand-in-gpu"), std::string::npos);
  }
}

TEST(Text, MibAlwaysHaveTwoDecimals) {
  EXPECT_EQ(mib_text(kib(100378)), "98.03");
  EXPECT_EQ(signed_mib_text({-524288}), "-0.50");
  EXPECT_EQ(signed_mib_text({-1}), "+0.00");
}

TEST(Text, ForeignTextIsMadeHarmless) {
  EXPECT_EQ(printable("héllo"), "héllo");
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\u{1b}[31mb");
  EXPECT_EQ(printable("x\xff\xc3"), "x\uFFFD\uFFFD");
  EXPECT_EQ(printable("\u202Eevil"), "\\u{202e}evil");
  EXPECT_EQ(printable("\xed\xa0\x80").find('\xed'), std::string::npos);  // a surrogate
  EXPECT_EQ(printable("ééééé", 8), "éé…");
  EXPECT_EQ(printable("12345678", 8), "12345678");
}

TEST(Text, WidthCountsColumns) {
  EXPECT_EQ(display_width("été"), 3u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("日本"), 4u);
}

}  // namespace
}  // namespace tare
