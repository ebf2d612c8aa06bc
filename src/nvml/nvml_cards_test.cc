#include "nvml/nvml_cards.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "port/fake/fake_platform.h"

namespace tare {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array kSteering = {"TARE_NVML_FAIL",
                                  "TARE_NVML_HANG",
                                  "TARE_NVML_CARDS",
                                  "TARE_NVML_TOTAL",
                                  "TARE_NVML_USED",
                                  "TARE_NVML_RESERVED",
                                  "TARE_NVML_COMPUTE",
                                  "TARE_NVML_GRAPHICS",
                                  "TARE_NVML_MIG",
                                  "TARE_NVML_LOG",
                                  "TARE_NVML_USED_INCLUDES_RESERVED",
                                  "TARE_NVML_LIBRARY"};

std::string stand_in(const char* name) {
  const char* folder = std::getenv("TARE_LIB");
  return fmt::format("{}/lib{}.so", folder == nullptr ? "build/release/lib" : folder, name);
}

class NvmlCardsTest : public ::testing::Test {
 protected:
  NvmlCardsTest() {
    for (const char* name : kSteering) ::unsetenv(name);
    platform_.texts["/proc/version"] = "Linux version 6.18\n";
    platform_.links["/proc/self/ns/pid"] = "pid:[4026531836]";
  }
  ~NvmlCardsTest() override {
    for (const char* name : kSteering) ::unsetenv(name);
  }
  // The environment is set before the library is asked and never while a call is under way.
  static void steer(const char* name, const std::string& value) {
    ::setenv(name, value.c_str(), 1);
  }
  static std::string me(std::string_view bytes) { return fmt::format("{}:{}", ::getpid(), bytes); }

  NvmlOptions options(const char* library = "nvml_stand_in") { return {stand_in(library)}; }
  Cards read(const char* library = "nvml_stand_in") {
    return NvmlCards(platform_, options(library)).read(::getpid());
  }
  CardMemory one(const char* library = "nvml_stand_in") {
    auto cards = read(library);
    EXPECT_EQ(cards.list.size(), 1u) << (cards.none ? cards.none->detail : "");
    return cards.list.empty() ? CardMemory{} : cards.list[0];
  }
  FakePlatform platform_;
};

TEST_F(NvmlCardsTest, MachineWithoutDriverSaysSo) {
  NvmlCards source(platform_, {.library = "libnvidia-ml-is-not-here.so.1"});
  auto cards = source.read(1);
  EXPECT_TRUE(cards.list.empty());
  ASSERT_TRUE(cards.none);
  EXPECT_EQ(cards.none->why, Why::no_device);
  EXPECT_THAT(cards.none->detail, HasSubstr("no NVIDIA driver"));
}

TEST_F(NvmlCardsTest, LibraryThatIsNoNvmlIsRefused) {
  NvmlCards source(platform_, {.library = "libm.so.6"});
  EXPECT_THAT(source.read(1).none.value().detail, HasSubstr("is no NVML library"));
}

TEST_F(NvmlCardsTest, TheVariableNamesAnotherLibrary) {
  steer("TARE_NVML_LIBRARY", stand_in("nvml_stand_in"));
  EXPECT_EQ(NvmlCards(platform_).read(::getpid()).list.size(), 1u);
  ::unsetenv("TARE_NVML_LIBRARY");
  EXPECT_EQ(nvml_library(false), "libnvidia-ml.so.1");
  EXPECT_EQ(nvml_library(true), "/usr/lib/wsl/lib/libnvidia-ml.so.1");
}

TEST_F(NvmlCardsTest, TotalsAndProcess) {
  steer("TARE_NVML_CARDS", "2");
  steer("TARE_NVML_COMPUTE", "1:5," + me("268435456"));
  auto cards = read();
  EXPECT_FALSE(cards.none);
  ASSERT_EQ(cards.list.size(), 2u);
  const auto& card = cards.list[1];
  EXPECT_EQ(card.id, "GPU-stand-in-1");
  EXPECT_EQ(card.name, "Stand-in NVIDIA 1");
  EXPECT_EQ(card.kind, CardKind::nvidia);
  EXPECT_EQ(card.total, Reading(gib(6)));
  EXPECT_EQ(card.used, Reading(gib(1)));
  EXPECT_EQ(card.process, Reading(mib(256)));
}

TEST_F(NvmlCardsTest, ReserveThatADriverCountsAsUsedIsTakenOut) {
  steer("TARE_NVML_USED_INCLUDES_RESERVED", "1");
  EXPECT_EQ(one().used, Reading(gib(1)));
}

TEST_F(NvmlCardsTest, FullCardHasNoRoundingTrouble) {
  steer("TARE_NVML_TOTAL", "1073741824");
  steer("TARE_NVML_USED", "1073741824");
  steer("TARE_NVML_RESERVED", "0");
  EXPECT_EQ(one().used, Reading(gib(1)));
}

TEST_F(NvmlCardsTest, ProcessInBothListsIsCountedOnce) {
  steer("TARE_NVML_COMPUTE", me("1000"));
  steer("TARE_NVML_GRAPHICS", me("3000"));
  EXPECT_EQ(one().process, Reading(Bytes{3000}));
}

TEST_F(NvmlCardsTest, UsersAreAllThatTheDriverListsAndOthersHoldNothing) {
  steer("TARE_NVML_CARDS", "2");
  steer("TARE_NVML_COMPUTE", "1:5," + me("1000"));
  steer("TARE_NVML_GRAPHICS", me("3000"));
  NvmlCards source(platform_, {.library = stand_in("nvml_stand_in")});
  auto users = source.users({});
  ASSERT_EQ(users.size(), 2u);
  EXPECT_EQ(users[1].card, "GPU-stand-in-1");
  EXPECT_EQ(users[1].others, Reading(Bytes{}));
  std::vector<std::pair<pid_t, Reading>> wanted = {{1, Bytes{5}}, {::getpid(), Bytes{3000}}};
  EXPECT_EQ(users[1].list, wanted);
}

TEST_F(NvmlCardsTest, UsersThatCannotBeKnownSayWhy) {
  platform_.texts["/proc/version"] = "Linux version 5.15 (microsoft-standard-WSL2)";
  NvmlCards source(platform_, {.library = stand_in("nvml_stand_in")});
  auto users = source.users({1});
  ASSERT_EQ(users.size(), 1u);
  EXPECT_TRUE(users[0].list.empty());
  EXPECT_EQ(users[0].others.missing().why, Why::not_supported);
}

TEST_F(NvmlCardsTest, GraphicsAloneCounts) {
  steer("TARE_NVML_GRAPHICS", me("3000"));
  EXPECT_EQ(one().process, Reading(Bytes{3000}));
}

TEST_F(NvmlCardsTest, LongListIsAskedForAgain) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += fmt::format("{}:1,", 100000 + i);
  steer("TARE_NVML_COMPUTE", many + me("77"));
  EXPECT_EQ(one().process, Reading(Bytes{77}));
}

TEST_F(NvmlCardsTest, NotInAnyListIsZeroOnlyInTheHostsNamespace) {
  EXPECT_EQ(one().process, Reading(Bytes{}));
  platform_.links["/proc/self/ns/pid"] = "pid:[4026532222]";
  EXPECT_THAT(one().process.missing().detail, HasSubstr("--pid=host"));
  steer("TARE_NVML_COMPUTE", "1:5");
  EXPECT_THAT(one().process.missing().detail, HasSubstr("--pid=host"));
  platform_.links.clear();  // unknown: nothing is claimed
  EXPECT_FALSE(one().process);
}

TEST_F(NvmlCardsTest, ContainerTrustsOnlyIdsThatAreAllItsOwn) {
  platform_.links["/proc/self/ns/pid"] = "pid:[4026532222]";
  steer("TARE_NVML_COMPUTE", me("4096"));
  EXPECT_EQ(one().process, Reading(Bytes{4096}));
  steer("TARE_NVML_COMPUTE", me("4096") + ",4194303:1");  // a stranger: ids of the host
  EXPECT_FALSE(one().process);
  steer("TARE_NVML_COMPUTE", me("0"));  // translated id, memory withheld
  EXPECT_FALSE(one().process);
}

TEST_F(NvmlCardsTest, MemoryNotAvailableIsNoHugeNumber) {
  steer("TARE_NVML_COMPUTE", me("na"));
  EXPECT_EQ(one().process.missing().why, Why::not_supported);
}

TEST_F(NvmlCardsTest, WslTellsTotalsOnly) {
  platform_.texts["/proc/version"] = "Linux version 5.15.167.4-microsoft-standard-WSL2\n";
  auto card = one();
  EXPECT_EQ(card.used, Reading(gib(1)));
  EXPECT_THAT(card.process.missing().detail, HasSubstr("WSL2"));
}

TEST_F(NvmlCardsTest, OldDriverSaysThatItsReserveCounts) {
  steer("TARE_NVML_COMPUTE", me("2048"));
  auto card = one("nvml_stand_in_old");
  EXPECT_EQ(card.used, Reading(gib(1) + mib(256)));
  EXPECT_THAT(card.name, HasSubstr("reserve counts as used"));
  EXPECT_EQ(card.process, Reading(Bytes{2048}));  // by _v2
}

TEST_F(NvmlCardsTest, DriverThatRefusesNewVersionsIsAskedForOldOnes) {
  steer("TARE_NVML_FAIL",
        "nvmlDeviceGetMemoryInfo_v2=25,nvmlDeviceGetComputeRunningProcesses_v3=13");
  steer("TARE_NVML_COMPUTE", me("2048"));
  auto card = one();
  EXPECT_EQ(card.used, Reading(gib(1) + mib(256)));
  EXPECT_EQ(card.process, Reading(Bytes{2048}));
}

TEST_F(NvmlCardsTest, MigInstancesAreCardsOfTheirOwn) {
  steer("TARE_NVML_MIG", "2");
  steer("TARE_NVML_COMPUTE", me("2048"));
  auto cards = read();
  ASSERT_EQ(cards.list.size(), 2u);
  EXPECT_EQ(cards.list[1].id, "GPU-stand-in-0-mig1");
  EXPECT_THAT(cards.list[1].name, HasSubstr("other instances are not counted"));
  EXPECT_EQ(cards.list[1].process, Reading(Bytes{2048}));
}

TEST_F(NvmlCardsTest, MigWithoutVisibleInstancesSaysWhatIsNotSeen) {
  for (const char* failing :
       {"", "nvmlDeviceGetMaxMigDeviceCount=3", "nvmlDeviceGetMigDeviceHandleByIndex=4"}) {
    steer("TARE_NVML_MIG", *failing == '\0' ? "0" : "2");
    steer("TARE_NVML_FAIL", failing);
    auto card = one();
    EXPECT_EQ(card.total, Reading(gib(6))) << failing;
    EXPECT_THAT(card.process.missing().detail, HasSubstr("MIG is on")) << failing;
  }
}

// Every call fails in turn, with every kind of code: a reason each, never a zero, never a crash.
struct Failing {
  const char* call;
  bool cards;    // a card is still listed
  bool totals;   // its totals are still read
  bool process;  // its process is still read
};

class EveryCallFails : public NvmlCardsTest, public ::testing::WithParamInterface<Failing> {};

TEST_P(EveryCallFails, LeavesAReason) {
  const auto& p = GetParam();
  for (int code : {1, 2, 3, 4, 6, 7, 9, 10, 12, 15, 17, 18, 20, 28, 999, 12345}) {
    steer("TARE_NVML_FAIL", fmt::format("{}={}", p.call, code));
    steer("TARE_NVML_COMPUTE", "");
    auto cards = read();
    ASSERT_EQ(cards.list.size(), p.cards ? 1u : 0u) << code;
    if (!p.cards) {
      ASSERT_TRUE(cards.none);
      EXPECT_THAT(cards.none->detail, HasSubstr(p.call)) << code;
      continue;
    }
    const auto& card = cards.list[0];
    EXPECT_THAT(card.id, Not("")) << code;
    EXPECT_THAT(card.name, Not("")) << code;
    EXPECT_EQ(static_cast<bool>(card.total), p.totals) << code;
    EXPECT_EQ(static_cast<bool>(card.used), p.totals) << code;
    // A card without graphics says "not supported" of that list; then there is nothing to count.
    bool fine = p.process ||
                (code == 3 && std::string_view(p.call).find("Graphics") != std::string_view::npos);
    EXPECT_EQ(static_cast<bool>(card.process), fine) << code;
    if (!p.totals) {
      EXPECT_THAT(card.used.missing().detail, HasSubstr("code")) << code;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Nvml, EveryCallFails,
    ::testing::Values(Failing{"nvmlInit_v2", false, false, false},
                      Failing{"nvmlDeviceGetCount_v2", false, false, false},
                      Failing{"nvmlDeviceGetHandleByIndex_v2", true, false, false},
                      Failing{"nvmlDeviceGetName", true, true, true},
                      Failing{"nvmlDeviceGetUUID", true, true, true},
                      Failing{"nvmlDeviceGetMemoryInfo_v2", true, false, true},
                      Failing{"nvmlDeviceGetComputeRunningProcesses_v3", true, true, false},
                      Failing{"nvmlDeviceGetGraphicsRunningProcesses_v3", true, true, false},
                      Failing{"nvmlDeviceGetMigMode", true, true, true},
                      Failing{"nvmlShutdown", true, true, true}),
    [](const auto& p) { return std::string(p.param.call); });

TEST_F(NvmlCardsTest, FirstVersionOfMemoryFailsToo) {
  steer("TARE_NVML_FAIL", "nvmlDeviceGetMemoryInfo_v2=13,nvmlDeviceGetMemoryInfo=15");
  auto card = one();
  EXPECT_THAT(card.used.missing().detail, HasSubstr("the card is lost"));
}

TEST_F(NvmlCardsTest, NoCards) {
  steer("TARE_NVML_CARDS", "0");
  EXPECT_EQ(read().none, (Missing{Why::no_device, "no NVIDIA card"}));
}

TEST_F(NvmlCardsTest, HangingDriverIsMissingUntilItAnswersAgain) {
  steer("TARE_NVML_HANG", "nvmlDeviceGetMemoryInfo_v2=700");
  auto quick = options();
  quick.deadline = quick.first_deadline = std::chrono::milliseconds(50);
  NvmlCards source(platform_, quick);
  auto begin = Clock::now();
  auto silent = source.read(::getpid());
  EXPECT_THAT(silent.none.value().detail, HasSubstr("did not answer"));
  EXPECT_TRUE(source.read(::getpid()).none);  // at once, the driver is still busy
  EXPECT_LT(milliseconds(Clock::now() - begin), 600);
  while (source.read(::getpid()).list.empty() && seconds(Clock::now() - begin) < 20)
    ::usleep(10'000);
  EXPECT_EQ(source.read(::getpid()).list.at(0).used, Reading(gib(1)));
}

TEST_F(NvmlCardsTest, HangingDriverKeepsTheCardsNamesAndDoesNotBlockTheEnd) {
  auto quick = options();
  quick.deadline = std::chrono::milliseconds(50);
  Instant begin;
  {
    NvmlCards source(platform_, quick);
    ASSERT_EQ(source.read(::getpid()).list.size(), 1u);
    steer("TARE_NVML_HANG", "nvmlDeviceGetMemoryInfo_v2=1000");
    auto silent = source.read(::getpid());
    ASSERT_EQ(silent.list.size(), 1u);
    EXPECT_EQ(silent.list[0].id, "GPU-stand-in-0");
    EXPECT_THAT(silent.list[0].used.missing().detail, HasSubstr("did not answer"));
    begin = Clock::now();
  }  // destroyed while the call hangs
  EXPECT_LT(milliseconds(Clock::now() - begin), 900);
  ::sleep(2);  // the thread that was left alone ends before the next test steers
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // shadows beyond any limit
// In a process of its own, for its limit stays.
TEST(NvmlCardsDeathTest, WithoutAThreadToAskItThereIsAReason) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  auto ask = [] {
    rlimit none{.rlim_cur = 1, .rlim_max = 1};
    if (::setrlimit(RLIMIT_AS, &none) != 0) ::_exit(42);
    FakePlatform platform;
    NvmlCards cards(platform);
    auto read = cards.read(1);
    bool told = read.none && read.none->detail.starts_with("no thread to ask the NVIDIA driver");
    ::_exit(read.list.empty() && told ? 0 : 1);
  };
  EXPECT_EXIT(ask(), ::testing::ExitedWithCode(0), "");
}
#endif

TEST_F(NvmlCardsTest, LibraryIsShutDownAndUnloaded) {
  auto log = std::filesystem::temp_directory_path() / fmt::format("tare_nvml_{}", ::getpid());
  steer("TARE_NVML_LOG", log.string());
  read();
  std::ostringstream text;
  text << std::ifstream(log).rdbuf();
  EXPECT_EQ(text.str(), "init\nshutdown\n");
  std::filesystem::remove(log);
  void* still = ::dlopen(stand_in("nvml_stand_in").c_str(), RTLD_NOW | RTLD_NOLOAD);
  EXPECT_EQ(still, nullptr);
}

}  // namespace
}  // namespace tare
