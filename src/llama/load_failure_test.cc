// What llama.cpp logs, made into sentences. The lines are those of v0.5.0.
#include "llama/load_failure.h"

#include <ggml.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llama.h>

#include <cstdlib>

#include "llama/load_parameters.h"
#include "llama/log_capture.h"

namespace tare::llama {
namespace {

using ::testing::HasSubstr;

// llama.cpp's own way to log is not in its headers, so a call that is known to fail stands for it.
void log_an_error() {
  llama_model_load_from_file("/nowhere/model.gguf", llama_model_default_params());
}

TEST(LogCapture, KeepsErrorsAndForgetsThem) {
  capture_log();
  clear_log();
  EXPECT_TRUE(logged().empty());
  ::testing::internal::CaptureStderr();
  log_an_error();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_THAT(logged(), ::testing::Contains(HasSubstr("/nowhere/model.gguf")));
  EXPECT_THAT(logged(), ::testing::Each(::testing::Not(HasSubstr("llama_model_load: "))));
  clear_log();
  EXPECT_TRUE(logged().empty());
}

TEST(LogCapture, KeepsOnlyTheLast) {
  capture_log();
  clear_log();
  for (int i = 0; i < 100; ++i) log_an_error();
  EXPECT_EQ(logged().size(), 64u);
}

TEST(RefusedBuffer, IsReadFromTheAllocatorsLines) {
  auto card = refused_buffer("failed to allocate RPC0[127.0.0.1:4242] buffer of size 92160000");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->buffers, "RPC0[127.0.0.1:4242]");
  EXPECT_EQ(card->size, Bytes{92160000});
  auto ram = refused_buffer("failed to allocate buffer of size 17");
  ASSERT_TRUE(ram);
  EXPECT_EQ(ram->buffers, "");
  EXPECT_EQ(ram->size, Bytes{17});
  EXPECT_FALSE(refused_buffer("failed to allocate compute pp buffers"));
  EXPECT_FALSE(refused_buffer("buffer of size 12"));
  EXPECT_FALSE(refused_buffer(""));
}

TEST(LoadFailure, ShortageIsRefusedAndSaysHowMuch) {
  auto error =
      load_failure("m.gguf",
                   {"failed to allocate buffer of size 2097152",
                    "failed to initialize the context: failed to allocate compute pp buffers"},
                   *Devices::open({}), {}, Bytes{});
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_THAT(error.text, HasSubstr("RAM refused a buffer of 2.00 MiB"));
}

TEST(LoadParameters, KvTypesByName) {
  for (const char* name :
       {"f32", "f16", "bf16", "q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "iq4_nl"}) {
    ASSERT_TRUE(kv_type_named(name)) << name;
    EXPECT_STREQ(ggml_type_name(*kv_type_named(name)), name);
  }
  for (const char* name : {"", "F16", "q2_k", "i8", "f16 "})
    EXPECT_FALSE(kv_type_named(name)) << name;
}

TEST(LoadParameters, OneSequenceOneOutputAndBoundedSteps) {
  LoadRequest request{
      .model_path = "m", .ctx = 4096, .batch = 2048, .threads = 3, .kv_type = "q8_0"};
  auto made = context_parameters(request);
  EXPECT_EQ(made.n_ctx, 4096u);
  EXPECT_EQ(made.n_batch, 2048u);
  EXPECT_EQ(made.n_ubatch, 512u);
  EXPECT_EQ(made.n_seq_max, 1u);
  EXPECT_EQ(made.n_outputs_max, 1u);
  EXPECT_EQ(made.n_threads, 3);
  EXPECT_EQ(made.type_k, GGML_TYPE_Q8_0);
  EXPECT_EQ(made.type_v, GGML_TYPE_Q8_0);
}

TEST(LoadParameters, LoadModes) {
  LoadRequest request{.model_path = "m"};
  EXPECT_EQ(model_parameters(request, false).load_mode, LLAMA_LOAD_MODE_AUTO);
  request.mlock = true;
  EXPECT_EQ(model_parameters(request, false).load_mode, LLAMA_LOAD_MODE_MMAP_MLOCK);
  EXPECT_EQ(model_parameters(request, true).load_mode, LLAMA_LOAD_MODE_NONE);
  EXPECT_TRUE(model_parameters(request, true).no_alloc);
}

}  // namespace
}  // namespace tare::llama
