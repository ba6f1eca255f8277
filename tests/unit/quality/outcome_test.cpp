#include "quality/outcome.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "data/dataset.hpp"
#include "data/task.hpp"

namespace gatewise::quality_outcome_test {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;

/// A sequence that is asked for one class.
Sequence asked_for(std::int32_t label) {
  Sequence sequence;
  sequence.labels = {label};
  return sequence;
}

TEST(Outcome, OfAClassificationIsTheLargestLogitAndEachClasssLogOdds) {
  Dataset dataset;
  dataset.outputs = 3;
  dataset.negative_class = 1;
  const std::vector<float> answers{0.0F, std::log(2.0F), std::log(5.0F)};  // probabilities 1/8, 2/8, 5/8
  const Outcome outcome = outcome_of(dataset, asked_for(2), answers);
  EXPECT_THAT(outcome.truth, ElementsAre(2));
  EXPECT_THAT(outcome.predicted, ElementsAre(2));
  EXPECT_THAT(outcome.scores,
              ElementsAre(FloatEq(std::log(1 / 7.0F)), FloatEq(std::log(2 / 6.0F)), FloatEq(std::log(5 / 3.0F))));
  EXPECT_THAT(outcome.nats, ElementsAre(FloatEq(std::log(8 / 5.0F))));
  EXPECT_EQ(outcome.negative_class, 1);
}

TEST(Outcome, OfLargeLogitsStaysFinite) {
  Dataset dataset;
  dataset.outputs = 2;
  const Outcome outcome = outcome_of(dataset, asked_for(1), std::vector<float>{1e4F, -1e4F});
  EXPECT_THAT(outcome.scores, ElementsAre(2e4F, -2e4F));
  EXPECT_THAT(outcome.nats, ElementsAre(2e4F));
}

TEST(Outcome, TwoNearlyCertainAnswersKeepTheirOrder) {
  Dataset dataset;
  dataset.outputs = 2;
  const Outcome sure = outcome_of(dataset, asked_for(0), std::vector<float>{0, -40});
  const Outcome surer = outcome_of(dataset, asked_for(0), std::vector<float>{0, -50});
  EXPECT_GT(surer.scores[0], sure.scores[0]) << "as probabilities both are 1";
}

TEST(Outcome, OfALabellingIsTheLargestLogitOfEachStep) {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  dataset.outputs = 2;
  Sequence sequence;
  sequence.labels = {0, 1, -1};
  const Outcome outcome = outcome_of(dataset, sequence, std::vector<float>{2, 1, 0, 3, 5, 4});
  EXPECT_THAT(outcome.predicted, ElementsAre(0, 1, 0));
  EXPECT_THAT(outcome.truth, ElementsAre(0, 1, -1));
  EXPECT_THAT(outcome.nats, ElementsAre(FloatEq(std::log1p(std::exp(-1.0F))), FloatEq(std::log1p(std::exp(-3.0F))), 0))
      << "a step that asks nothing costs nothing";
  EXPECT_THAT(outcome.scores, IsEmpty());
}

TEST(Outcome, OfAForecastIsInTheTargetsOwnUnit) {
  Dataset dataset;
  dataset.task = Task::forecasting;
  dataset.outputs = 2;
  dataset.target_mean = {2, -3};
  dataset.target_scale = {10, 10};
  Sequence sequence;
  sequence.naive_error = 3;
  sequence.targets = {120, 130};
  sequence.offsets = {100, 100};
  const Outcome outcome = outcome_of(dataset, sequence, std::vector<float>{2.0F, -0.5F});
  EXPECT_THAT(outcome.forecast, ElementsAre(122, 92));
  EXPECT_THAT(outcome.target, ElementsAre(120, 130));
  EXPECT_THAT(outcome.predicted, IsEmpty());
  EXPECT_EQ(outcome.naive_error, 3);
  sequence.scale = 0.5;
  EXPECT_THAT(outcome_of(dataset, sequence, std::vector<float>{2.0F, -0.5F}).forecast, ElementsAre(111, 96));
}

TEST(Outcome, OfAStepRegressionHasEachStepsOutputsInTheirOwnUnits) {
  Dataset dataset;
  dataset.task = Task::step_regression;
  dataset.outputs = 2;
  dataset.target_mean = {1, 100};
  dataset.target_scale = {2, 50};
  Sequence sequence;
  sequence.targets = {1, 100, std::nanf(""), 200};
  const Outcome outcome = outcome_of(dataset, sequence, std::vector<float>{0, 1, -1, 2});
  EXPECT_THAT(outcome.forecast, ElementsAre(1, 150, -1, 200));
  EXPECT_THAT(outcome.target, ElementsAre(1, 100, ::testing::IsNan(), 200)) << "NaN still asks nothing";
}

}  // namespace
}  // namespace gatewise::quality_outcome_test
