#include "report/doctor_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tare {
namespace {

Diagnosis example() {
  return {{{"peak", Answer::yes, "can be reset", ""},
           {"NVIDIA cards", Answer::no, "no driver", "install it"},
           {"huge pages", Answer::fact, "madvise", ""}},
          {{"kernel", "6.18"}, {"cpu", "A CPU"}}};
}

TEST(DoctorText, OneLineACheckAndTheAdviceBelow) {
  EXPECT_EQ(doctor_text(example()),
            "What can be measured on this machine\n"
            "\n"
            "  yes     peak          can be reset\n"
            "  no      NVIDIA cards  no driver\n"
            "                        → install it\n"
            "          huge pages    madvise\n"
            "\n"
            "Recorded with each run\n"
            "\n"
            "  kernel  6.18\n"
            "  cpu     A CPU\n");
}

TEST(DoctorText, JsonHasTheSame) {
  auto json = nlohmann::json::parse(doctor_json(example()));
  ASSERT_EQ(json["checks"].size(), 3u);
  EXPECT_EQ(json["checks"][1]["what"], "NVIDIA cards");
  EXPECT_EQ(json["checks"][1]["answer"], "no");
  EXPECT_EQ(json["checks"][1]["detail"], "no driver");
  EXPECT_EQ(json["checks"][1]["advice"], "install it");
  EXPECT_EQ(json["checks"][2]["answer"], "fact");
  EXPECT_EQ(json["host"]["kernel"], "6.18");
}

TEST(DoctorText, JsonSurvivesTextThatIsNoUtf8) {
  auto text = doctor_json({{{"a", Answer::no, "\xff\xfe", ""}}, {}});
  EXPECT_TRUE(nlohmann::json::accept(text));
}

TEST(DoctorText, EmptyDiagnosisIsStillText) {
  EXPECT_NE(doctor_text({}), "");
  EXPECT_EQ(nlohmann::json::parse(doctor_json({}))["checks"].size(), 0u);
}

}  // namespace
}  // namespace tare
