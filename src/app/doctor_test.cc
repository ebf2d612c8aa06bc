#include "app/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "port/fake/fake_platform.h"

namespace tare {
namespace {

using namespace std::string_literals;  // texts with NUL inside

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kSmaps =
    "1000-3000 rw-p 0 00:00 0 \nSize: 8 kB\nRss: 8 kB\nPss: 8 kB\nPrivate_Dirty: 8 kB\n"
    "Swap: 0 kB\n";

class DoctorTest : public ::testing::Test {
 protected:
  DoctorTest() {
    platform_.texts = {
        {"/proc/self/status",
         "State:\tR\nUid:\t1000\t1000\t1000\t1000\nVmLck:\t0 kB\nVmHWM:\t9 kB\nVmRSS:\t9 kB\n"
         "RssAnon:\t4 kB\nRssFile:\t5 kB\nRssShmem:\t0 kB\nVmPTE:\t4 kB\nVmSwap:\t0 kB\n"
         "Cpus_allowed_list:\t0-2,5\n"},
        {"/proc/self/smaps", std::string(kSmaps)},
        {"/proc/self/clear_refs", ""},
        {"/proc/self/pagemap", ""},
        {"/proc/self/limits",
         "Limit                     Soft Limit           Hard Limit           Units     \n"
         "Max locked memory         8388608              8388608              bytes     \n"},
        {"/proc/self/environ", "LANG=fr_FR.UTF-8\0X=1\0"s},
        {"/proc/self/cgroup", "0::/\n"},
        {"/sys/fs/cgroup/memory.max", "max\n"},
        {"/proc/1/smaps", ""},
        {"/proc/meminfo",
         "MemTotal: 2048 kB\nMemAvailable: 1024 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"},
        {"/proc/pressure/memory", "some avg10=0.50 avg60=0 avg300=0 total=0\n"},
        {"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n"},
        {"/sys/devices/system/cpu/online", "0-7\n"},
    };
    nvidia_.none = Missing{Why::no_device, "no NVIDIA driver: libnvidia-ml.so.1 not found"};
    drm_.none = Missing{Why::no_device, "no DRM card"};
  }
  Check check(std::string_view what) {
    for (const auto& each : diagnose(platform_, nvidia_, drm_).checks)
      if (each.what.starts_with(what)) return each;
    ADD_FAILURE() << "no check '" << what << "'";
    return {};
  }
  FakePlatform platform_;
  Cards nvidia_;
  Cards drm_;
};

TEST_F(DoctorTest, AHealthyMachineWithoutCards) {
  for (const char* what :
       {"memory of own programs", "memory by mapping", "exact peak", "which pages",
        "programs of other users", "attaching", "memory of the system", "memory pressure", "UTF-8"})
    EXPECT_EQ(check(what).answer, Answer::yes) << what;
  EXPECT_EQ(check("memory limit").detail, "no limit");
  EXPECT_EQ(check("swap").detail, "none: nothing can be swapped out");
  EXPECT_EQ(check("transparent").detail, "madvise");
  EXPECT_EQ(check("processors").detail, "4 of 8 may be used");
  EXPECT_EQ(check("locked memory").detail, "at most 8.00 MiB");
  EXPECT_THAT(check("locked memory").advice, HasSubstr("ulimit -l"));
  EXPECT_EQ(check("memory of the system").detail, "2.00 MiB in all, 1.00 MiB available");
}

TEST_F(DoctorTest, EveryNoHasAReason) {
  platform_.texts.clear();
  for (const auto& each : diagnose(platform_, nvidia_, drm_).checks) {
    EXPECT_THAT(each.detail, Not("")) << each.what;
    if (each.what.starts_with("attaching")) continue;  // no Yama: allowed
    EXPECT_NE(each.answer, Answer::yes) << each.what;
  }
}

TEST_F(DoctorTest, CardsThatAreAbsentSayWhatToInstallOrWhatToTryInstead) {
  auto card = check("NVIDIA cards");
  EXPECT_EQ(card.answer, Answer::no);
  EXPECT_THAT(card.detail, HasSubstr("libnvidia-ml.so.1"));
  EXPECT_THAT(card.advice, HasSubstr("nvidia-driver"));
  EXPECT_THAT(card.advice, HasSubstr("--stand-in-gpu 6GiB"));
  EXPECT_EQ(check("AMD and Intel").detail, "no DRM card");
}

TEST_F(DoctorTest, CardThatTellsLessIsPartlyThere) {
  nvidia_ = {{{"GPU-1", "RTX", CardKind::nvidia, gib(6), gib(1),
               Missing{Why::not_supported, "under WSL2 totals only"}}},
             {}};
  auto card = check("NVIDIA cards");
  EXPECT_EQ(card.answer, Answer::partly);
  EXPECT_EQ(card.detail, "RTX 6144.00 MiB, no use by one program: under WSL2 totals only");
  nvidia_.list[0].process = Bytes{};
  EXPECT_EQ(check("NVIDIA cards").answer, Answer::yes);
}

TEST_F(DoctorTest, RefusalsNameTheirReasonAndTheWayOut) {
  for (const char* path : {"/proc/self/smaps", "/proc/self/clear_refs", "/proc/self/pagemap",
                           "/proc/1/smaps", "/proc/pressure/memory"})
    platform_.errors[path] = EACCES;
  for (const char* what : {"memory by mapping", "exact peak", "which pages",
                           "programs of other users", "memory pressure"}) {
    auto each = check(what);
    EXPECT_EQ(each.answer, Answer::no) << what;
    EXPECT_THAT(each.detail, HasSubstr("Permission denied")) << what;
    EXPECT_THAT(each.advice, Not("")) << what;
  }
}

TEST_F(DoctorTest, RootWithoutTheCapabilityIsNotToldToBecomeRoot) {
  platform_.errors["/proc/1/smaps"] = EACCES;
  EXPECT_THAT(check("programs of other users").advice, HasSubstr("as root"));
  auto& status = platform_.texts["/proc/self/status"];
  status.replace(status.find("Uid:\t1000"), 24, "Uid:\t0\t0\t0\t0\nOld:\t0");
  EXPECT_THAT(check("programs of other users").advice, HasSubstr("CAP_SYS_PTRACE"));
}

TEST_F(DoctorTest, YamaIsExplained) {
  for (auto [scope, answer] : {std::pair("0\n", Answer::yes), std::pair("1\n", Answer::partly),
                               std::pair("2\n", Answer::partly), std::pair("3\n", Answer::no)}) {
    platform_.texts["/proc/sys/kernel/yama/ptrace_scope"] = scope;
    EXPECT_EQ(check("attaching").answer, answer) << scope;
  }
}

TEST_F(DoctorTest, KernelThatReclaimsOnItsOwnIsAWarning) {
  EXPECT_EQ(check("reclaim").detail, "off");
  platform_.texts["/sys/module/damon_reclaim/parameters/enabled"] = "Y\n";
  EXPECT_THAT(check("reclaim").detail, HasSubstr("though nothing was freed"));
}

TEST_F(DoctorTest, LocaleVariablesInTheirOrder) {
  platform_.texts["/proc/self/environ"] = "LANG=fr_FR.UTF-8\0LC_ALL=C\0"s;
  EXPECT_EQ(check("UTF-8").answer, Answer::no);
  platform_.texts["/proc/self/environ"] = "LANG=en_US.utf8\0"s;
  EXPECT_EQ(check("UTF-8").answer, Answer::yes);
}

}  // namespace
}  // namespace tare
