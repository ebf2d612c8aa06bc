#include "mate/profiles.h"

#include <gtest/gtest.h>

namespace mate {
namespace {

MachineFacts cores(int physical, int logical, int usable) {
  return {.physical_cores = physical, .logical_cores = logical, .usable_cores = usable};
}

TEST(Profiles, HaveTheOriginalsValues) {
  auto p = values(Profile::performance);
  EXPECT_EQ(p.gpu_layers, -1);
  EXPECT_EQ(p.ctx, 4096u);
  EXPECT_EQ(p.batch, 512u);
  EXPECT_EQ(p.threads, 6);
  EXPECT_TRUE(p.mlock);
  auto b = values(Profile::balanced);
  EXPECT_EQ(b.gpu_layers, 35);
  EXPECT_EQ(b.ctx, 2048u);
  EXPECT_EQ(b.batch, 256u);
  EXPECT_EQ(b.threads, 6);
  EXPECT_TRUE(b.mlock);
  auto c = values(Profile::cpu_fallback);
  EXPECT_EQ(c.gpu_layers, 0);
  EXPECT_EQ(c.ctx, 2048u);
  EXPECT_EQ(c.batch, 128u);
  EXPECT_EQ(c.threads, 8);
  EXPECT_FALSE(c.mlock);
}

TEST(Profiles, AreNamedBothWays) {
  for (Profile profile : kProfiles) EXPECT_EQ(profile_named(name(profile)), profile);
  EXPECT_EQ(profile_named("turbo"), std::nullopt);
}

TEST(AutoThreads, FollowsTheRuleForEveryNumberOfCores) {
  EXPECT_EQ(auto_threads(cores(1, 1, 1)), 1);  // the rule says 2, the machine has one
  EXPECT_EQ(auto_threads(cores(1, 2, 2)), 2);
  EXPECT_EQ(auto_threads(cores(2, 2, 2)), 2);
  EXPECT_EQ(auto_threads(cores(2, 4, 4)), 4);
  EXPECT_EQ(auto_threads(cores(3, 6, 6)), 4);
  EXPECT_EQ(auto_threads(cores(4, 8, 8)), 3);
  EXPECT_EQ(auto_threads(cores(5, 5, 5)), 4);
  EXPECT_EQ(auto_threads(cores(6, 12, 12)), 4);
  EXPECT_EQ(auto_threads(cores(8, 16, 16)), 6);
  EXPECT_EQ(auto_threads(cores(64, 128, 128)), 16);
  EXPECT_EQ(auto_threads(cores(64, 128, 2)), 2);  // a container of two cores
  EXPECT_EQ(auto_threads(MachineFacts{.usable_cores = 0}), 1);
}

TEST(Resolve, CapsAProfilesThreadsButNotTheUsers) {
  auto machine = cores(2, 2, 2);
  EXPECT_EQ(resolve({.profile = Profile::cpu_fallback}, "m", machine).threads, 2);
  EXPECT_EQ(resolve({.profile = Profile::cpu_fallback, .threads = 5}, "m", machine).threads, 5);
  EXPECT_EQ(resolve({.profile = Profile::cpu_fallback}, "m", cores(16, 32, 32)).threads, 8);
}

TEST(Resolve, AsksForNoLayersWithoutAGpu) {
  auto machine = cores(8, 8, 8);
  EXPECT_EQ(resolve({.profile = Profile::performance}, "m", machine).gpu_layers, 0);
  machine.has_gpu = true;
  EXPECT_EQ(resolve({.profile = Profile::performance}, "m", machine).gpu_layers, -1);
  EXPECT_EQ(resolve({.profile = Profile::balanced}, "m", machine).gpu_layers, 35);
  EXPECT_EQ(resolve({.profile = Profile::cpu_fallback}, "m", machine).gpu_layers, 0);
  EXPECT_EQ(resolve({.gpu_layers = 12}, "m", machine).gpu_layers, 12);
}

TEST(Resolve, LetsWishesWinOverTheProfile) {
  LoadWishes wishes{.profile = Profile::performance, .ctx = 512, .batch = 64, .kv_type = "q8_0"};
  auto request = resolve(wishes, "some.gguf", cores(8, 8, 8));
  EXPECT_EQ(request.model_path, "some.gguf");
  EXPECT_EQ(request.ctx, 512u);
  EXPECT_EQ(request.batch, 64u);
  EXPECT_EQ(request.kv_type, "q8_0");
  EXPECT_TRUE(request.mlock);
  EXPECT_EQ(resolve({.profile = Profile::performance}, "m", cores(8, 8, 8)).ctx, 4096u);
}

constexpr const char* kTwoCoresFourThreads =
    "processor\t: 0\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor\t: 1\nphysical id\t: 0\n"
    "core id\t\t: 1\n\nprocessor\t: 2\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor\t: 3\n"
    "physical id\t: 0\ncore id\t\t: 1\n";

TEST(MachineFacts, CountsCoresAndWhatThisProcessMayUse) {
  auto facts = machine_facts(kTwoCoresFourThreads, "Cpus_allowed_list:\t0-3\n", "");
  EXPECT_EQ(facts.physical_cores, 2);
  EXPECT_EQ(facts.logical_cores, 4);
  EXPECT_EQ(facts.usable_cores, 4);
  EXPECT_EQ(machine_facts(kTwoCoresFourThreads, "Cpus_allowed_list:\t0,2-3\n", "").usable_cores, 3);
  EXPECT_EQ(machine_facts(kTwoCoresFourThreads, "", "150000 100000\n").usable_cores, 2);
  EXPECT_EQ(machine_facts(kTwoCoresFourThreads, "", "max 100000\n").usable_cores, 4);
}

TEST(MachineFacts, TwoSocketsWithTheSameCoreNumbersAreTwoCores) {
  auto facts = machine_facts(
      "processor : 0\nphysical id : 0\ncore id : 0\nprocessor : 1\nphysical id : 1\ncore id : 0\n",
      "", "");
  EXPECT_EQ(facts.physical_cores, 2);
}

TEST(MachineFacts, SurvivesTextsThatSayNothing) {
  auto facts = machine_facts("", "Cpus_allowed_list:\t5-2\n", "0 0");
  EXPECT_EQ(facts.physical_cores, 1);
  EXPECT_EQ(facts.usable_cores, 1);
  EXPECT_EQ(machine_facts("processor : 0\nprocessor : 1\n", "", "x").physical_cores, 2);
}

}  // namespace
}  // namespace mate
