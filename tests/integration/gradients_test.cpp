// What a run tells of its trainings' gradients, from the trainer to every report.
#include "base/json.hpp"
#include "support/gatewise.hpp"
#include "support/report_schema.hpp"

namespace gatewise::tests::gradients_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Which symbol was marked, among 60 steps.
constexpr const char* recall_suite = R"(name = "small"
task = "sequence-classification"
dataset = "delayed-recall"
[preparation]
synthetic.length = 60
[architectures]
families = ["gru", "lstm"]
hidden = [8]
[training]
epochs = 2
patience = 100
seeds = [1, 2]
[measurement]
blocks = 2
block_steps = 50
)";

TEST(Gradients, OfEachTrainingStandInEveryReport) {
  const Workplace work(recall_suite);
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  EXPECT_EQ(complaints(report), "");
  ASSERT_EQ(report.at("trainings").size(), 4U);
  for (const Json& training : report.at("trainings")) {
    const bool lstm = training.at("family") == "lstm";
    EXPECT_EQ(training.at("epochs").size(), 2U);
    EXPECT_EQ(training.at("epochs")[0].at("update_ratios").size(), training.at("tensors").size());
    for (const char* when : {"untrained", "best"}) {
      const Json& look = training.at(when).at("look_back").at(0);
      EXPECT_EQ(look.at("longest").get<int>(), 60);
      EXPECT_EQ(look.at("reach").front().at("share").get<double>(), 1);
      EXPECT_EQ(look.at("reach").back().at("steps").get<int>(), 60);
      EXPECT_EQ(training.at(when).at("saturation").size(), lstm ? 4U : 3U);
    }
    // A forget gate of sigmoid(1) = 0.73 keeps 0.0001 of its state over 30 steps.
    if (lstm) {
      EXPECT_LT(training.at("untrained").at("look_back").at(0).at("horizon").get<int>(), 30);
    }
    const Json& epoch = training.at("epochs")[0];
    EXPECT_LE(epoch.at("clipped_norm").get<double>(), 1.0001);
    EXPECT_LE(epoch.at("clipped_norm").get<double>(), epoch.at("gradient_norm").get<double>());
  }
  const std::string text = bytes_of(work / "out/report.md");
  EXPECT_THAT(text, HasSubstr("\n## Gradients\n"));
  EXPECT_THAT(text, HasSubstr("| gru-h8-l1 | 2 | "));
  EXPECT_THAT(text, HasSubstr("| lstm-h8-l1 | 2 | "));
}

TEST(Gradients, ThatVanishAreAmongWhatTheTerminalMinds) {
  const Workplace work(recall_suite);
  const Outcome outcome =
      work.run_suite({"--set", "architectures.families=[\"lstm\"]", "--set", "training.learning_rate.peak=1e-9",
                      "--set", "training.learning_rate.warmup_steps=0", "--set", "training.seeds=[1]"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("lstm-h8-l1 seed 1: gradients vanish"));
  EXPECT_THAT(bytes_of(work / "out/report.md"), HasSubstr("gradients vanish"));
  EXPECT_FALSE(work.report().at("trainings")[0].at("flags").at("vanishing").is_null());
  EXPECT_THAT(outcome.out, Not(HasSubstr("gradients explode")));
}

}  // namespace
}  // namespace gatewise::tests::gradients_test
