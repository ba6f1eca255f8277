#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "quality/outcome.hpp"

namespace gatewise {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Outcome, OfAClassificationIsTheLargestLogitAndItsSoftmax) {
  Dataset dataset;
  dataset.outputs = 3;
  Sequence sequence;
  sequence.labels = {2};
  const std::vector<float> answers{0.0F, std::log(2.0F), std::log(5.0F)};
  const Outcome outcome = outcome_of(dataset, sequence, answers);
  EXPECT_THAT(outcome.truth, ElementsAre(2));
  EXPECT_THAT(outcome.predicted, ElementsAre(2));
  EXPECT_THAT(outcome.scores,
              ElementsAre(::testing::FloatEq(0.125F), ::testing::FloatEq(0.25F), ::testing::FloatEq(0.625F)));
}

TEST(Outcome, OfLargeLogitsStaysFinite) {
  Dataset dataset;
  dataset.outputs = 2;
  const Outcome outcome = outcome_of(dataset, {}, std::vector<float>{1e4F, -1e4F});
  EXPECT_THAT(outcome.scores, ElementsAre(1.0F, 0.0F));
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
  EXPECT_THAT(outcome.scores, IsEmpty());
}

TEST(Outcome, OfAForecastIsInTheTargetsOwnUnit) {
  Dataset dataset;
  dataset.task = Task::forecasting;
  dataset.outputs = 2;
  dataset.target_scale = 10;
  Sequence sequence;
  sequence.targets = {120, 130};
  sequence.offsets = {100, 100};
  const Outcome outcome = outcome_of(dataset, sequence, std::vector<float>{2.0F, -0.5F});
  EXPECT_THAT(outcome.forecast, ElementsAre(120, 95));
  EXPECT_THAT(outcome.target, ElementsAre(120, 130));
  EXPECT_THAT(outcome.predicted, IsEmpty());
}

}  // namespace
}  // namespace gatewise
