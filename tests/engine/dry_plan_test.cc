// The plan of a load against the load itself.
#include "llama/dry_plan.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "linux/stand_in_card.h"
#include "tests/engine/model.h"

namespace tare {
namespace {

using ::testing::HasSubstr;

class Planning : public ::testing::Test {
 protected:
  void SetUp() override {
    card_ = must(StandInCard::start(gib(2), program("tare-stand-in-card")));
    options_ = {.remotes = {{card_->endpoint(), ""}}, .planner = program("tare-dry-plan")};
  }
  static Bytes on_card(const std::vector<DeviceMemory>& memory) {
    return memory.at(0).gpu ? memory.at(0).total() : Bytes{};
  }
  std::unique_ptr<StandInCard> card_;
  LlamaOptions options_;
};

TEST_F(Planning, ForetellsTheCardToTheByte) {
  for (int layers : {-1, 7, 30}) {
    LlamaEngine engine(options_);
    auto request = small_load();
    request.gpu_layers = layers;
    auto planned = must(engine.dry_memory(request));
    must(engine.load(request, {}));
    auto real = engine.memory();
    ASSERT_EQ(planned.size(), real.size());
    EXPECT_EQ(planned[0].weights, real[0].weights) << layers;
    EXPECT_EQ(planned[0].kv, real[0].kv) << layers;
    EXPECT_EQ(planned[0].compute, real[0].compute) << layers;
    EXPECT_EQ(planned[1].kv, real[1].kv) << layers;
    EXPECT_EQ(planned[1].output, real[1].output) << layers;
  }
}

TEST_F(Planning, ModelThatIsLoadedStays) {
  LlamaEngine engine({.planner = program("tare-dry-plan")});
  must(engine.load(small_load(), {}));
  auto before = engine.memory();
  auto larger = small_load();
  larger.ctx = 1024;
  EXPECT_EQ(must(engine.dry_memory(larger)).at(0).kv.value, 2 * before.at(0).kv.value);
  EXPECT_EQ(engine.memory().at(0).kv, before.at(0).kv);
}

TEST_F(Planning, LayersThatFitDoFitAndOneMoreDoesNot) {
  LlamaEngine engine(options_);
  auto request = small_load();
  auto all = must(engine.layers_that_fit(request, gib(2)));
  EXPECT_EQ(all, 31);
  for (auto free : {mib(48), mib(64), mib(80)}) {
    auto fits = must(engine.layers_that_fit(request, free));
    ASSERT_GT(fits, 0) << free.value;
    ASSERT_LT(fits, 31);
    request.gpu_layers = fits;
    EXPECT_LE(on_card(must(engine.dry_memory(request))), free);
    request.gpu_layers = fits + 1;
    EXPECT_GT(on_card(must(engine.dry_memory(request))), free);
  }
  EXPECT_EQ(must(engine.layers_that_fit(request, mib(1))), 0);
}

TEST_F(Planning, FittingLayersReallyLoadOnACardOfThatSize) {
  auto small = must(StandInCard::start(mib(64), program("tare-stand-in-card")));
  LlamaEngine engine({.remotes = {{small->endpoint(), ""}}, .planner = program("tare-dry-plan")});
  auto request = small_load();
  request.gpu_layers = must(engine.layers_that_fit(request, mib(64)));
  EXPECT_EQ(must(engine.load(request, {})).gpu_layers, request.gpu_layers);
}

TEST_F(Planning, NoCardMeansNoLayers) {
  LlamaEngine engine({.planner = program("tare-dry-plan")});
  EXPECT_EQ(must(engine.layers_that_fit(small_load(), gib(6))), 0);
}

TEST_F(Planning, BadRequestAndBadFileAreSentences) {
  LlamaEngine engine(options_);
  auto request = small_load();
  request.kv_type = "q9";
  EXPECT_THAT(engine.dry_memory(request).error().text, HasSubstr("q9"));
  request = small_load();
  request.model_path = "/nowhere/model.gguf";
  EXPECT_THAT(engine.dry_memory(request).error().text, HasSubstr("there is no such model file"));
}

std::string script(const std::string& name, const std::string& text) {
  auto path = ::testing::TempDir() + name;
  std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
  ::chmod(path.c_str(), 0755);
  return path;
}

TEST(Planner, MisbehavingPlannersAreSentences) {
  auto error_of = [](const std::string& planner, Duration patience = std::chrono::seconds(5)) {
    auto plan = llama::dry_plan({.program = planner, .patience = patience}, small_load());
    return plan ? std::string("a plan") : plan.error().text;
  };
  EXPECT_THAT(error_of("/nowhere/planner"), HasSubstr("/nowhere/planner cannot be started"));
  EXPECT_THAT(error_of(script("killed", "kill -ABRT $$")), HasSubstr("signal 6"));
  EXPECT_THAT(error_of(script("silent", "exit 3")), HasSubstr("status 3"));
  EXPECT_THAT(error_of(script("babbling", "echo hello")), HasSubstr("no plan"));
  EXPECT_THAT(error_of(script("endless", "while :; do echo layers 3; done")),
              HasSubstr("was stopped"));
  EXPECT_THAT(error_of(script("slow", "exec sleep 60"), std::chrono::milliseconds(1500)),
              HasSubstr("not done after 1 seconds"));
}

}  // namespace
}  // namespace tare
