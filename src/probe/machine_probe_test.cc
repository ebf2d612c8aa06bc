#include "probe/machine_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "port/fake/fake_platform.h"
#include "probe/meminfo.h"
#include "probe/test_texts.h"

namespace tare {
namespace {

using ::testing::HasSubstr;

TEST(Meminfo, MalformedIsAReasonNeverZero) {
  auto memory = parse_meminfo("MemTotal: lots\nMemAvailable\n\nSwapTotal: 5 MB\n");
  EXPECT_EQ(memory.total.missing().why, Why::failed);
  EXPECT_EQ(memory.available.missing().why, Why::not_supported);
  EXPECT_EQ(memory.swap_total.missing().why, Why::failed);
  EXPECT_EQ(memory.swap_free.missing().why, Why::not_supported);
}

TEST(Meminfo, OldKernelHasNoAvailable) {
  auto memory =
      parse_meminfo("MemTotal: 100 kB\nMemFree: 50 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
  EXPECT_EQ(memory.total, Reading(kib(100)));
  EXPECT_THAT(memory.available.missing().detail, HasSubstr("MemAvailable"));
  EXPECT_EQ(memory.swap_total, Reading(Bytes{}));  // no swap is a true zero
}

TEST(Pressure, MalformedLinesAreNothing) {
  EXPECT_FALSE(parse_pressure("").some_avg10);
  EXPECT_FALSE(parse_pressure("some\nfull avg60=1\n").full_avg10);
  EXPECT_FALSE(parse_pressure("some avg10=nan avg60=0.00").some_avg10);
}

TEST(Pressure, OldKernelsHaveNoFullLineForSome) {
  auto pressure = parse_pressure("some avg10=1.25 avg60=0.50 avg300=0.10 total=99\n");
  EXPECT_EQ(pressure.some_avg10, 1.25);
  EXPECT_FALSE(pressure.full_avg10);
}

TEST(MachineProbeTest, ReadsLinux618) {
  FakePlatform platform;
  platform.texts["/proc/meminfo"] = stored_text("proc-6.18/meminfo.txt");
  platform.texts["/proc/pressure/memory"] = stored_text("proc-6.18/pressure_memory.txt");
  MachineProbe probe(platform);
  auto memory = probe.read();
  EXPECT_EQ(memory.total, Reading(kib(24684084)));
  EXPECT_GT(*memory.available, gib(20));
  EXPECT_EQ(memory.swap_total, Reading(Bytes{}));
  EXPECT_EQ(memory.pressure_some_avg10, 0.0);
  EXPECT_EQ(memory.pressure_full_avg10, 0.0);
  EXPECT_FALSE(probe.no_pressure());
}

TEST(MachineProbeTest, SaysWhyThereIsNoPressure) {
  FakePlatform platform;
  platform.texts["/proc/meminfo"] = stored_text("proc-6.18/meminfo.txt");
  MachineProbe absent(platform);
  EXPECT_FALSE(absent.read().pressure_some_avg10);
  ASSERT_TRUE(absent.no_pressure());
  EXPECT_EQ(absent.no_pressure()->why, Why::not_supported);
  EXPECT_THAT(absent.no_pressure()->detail, HasSubstr("psi=1"));

  platform.errors["/proc/pressure/memory"] = EACCES;
  MachineProbe forbidden(platform);
  EXPECT_EQ(forbidden.no_pressure()->why, Why::not_permitted);
}

TEST(MachineProbeTest, PressureThatFailsLaterIsNotAskedAgain) {
  FakePlatform platform;
  platform.texts["/proc/meminfo"] = stored_text("proc-6.18/meminfo.txt");
  platform.texts["/proc/pressure/memory"] = stored_text("proc-6.18/pressure_memory.txt");
  MachineProbe probe(platform);
  platform.errors["/proc/pressure/memory"] = EOPNOTSUPP;
  EXPECT_FALSE(probe.read().pressure_some_avg10);
  EXPECT_EQ(probe.no_pressure()->why, Why::not_supported);
  EXPECT_FALSE(probe.read().pressure_some_avg10);
  EXPECT_EQ(platform.reads["/proc/pressure/memory"], 1);
}

TEST(MachineProbeTest, NoMeminfoIsAReasonInEveryReading) {
  FakePlatform platform;
  MachineProbe probe(platform);
  auto memory = probe.read();
  for (const auto& reading : {memory.total, memory.available, memory.swap_total, memory.swap_free})
    EXPECT_THAT(reading.missing().detail, HasSubstr("/proc/meminfo"));
  EXPECT_FALSE(used_percent(memory));
}

}  // namespace
}  // namespace tare
