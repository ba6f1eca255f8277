#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "data/standardise.hpp"

namespace gatewise::data_standardise_test {
namespace {

using ::testing::ElementsAre;

Sequence frames(std::vector<float> values, std::int64_t width) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(values.size()) / width;
  sequence.features = std::move(values);
  return sequence;
}

Dataset dense(std::int64_t width, Sequences train, Sequences test) {
  Dataset dataset;
  dataset.feature_count = width;
  dataset.train = std::move(train);
  dataset.test = std::move(test);
  return dataset;
}

TEST(Standardise, TheTrainingSplitGetsMeanZeroAndDeviationOne) {
  Dataset dataset = dense(2, {frames({1, 100, 3, 300}, 2), frames({8, 700}, 2)}, {});
  standardise(dataset);
  for (std::size_t feature = 0; feature < 2; ++feature) {
    double sum = 0;
    double squares = 0;
    for (const Sequence& sequence : dataset.train) {
      for (std::size_t i = feature; i < sequence.features.size(); i += 2) {
        sum += sequence.features[i];
        squares += sequence.features[i] * sequence.features[i];
      }
    }
    EXPECT_NEAR(sum / 3, 0, 1e-6);
    EXPECT_NEAR(squares / 3, 1, 1e-6);
  }
  EXPECT_FLOAT_EQ(dataset.feature_mean[0], 4);
  EXPECT_FLOAT_EQ(dataset.feature_scale[0], std::sqrt(26.0F / 3));  // (9 + 1 + 16) / 3
}

TEST(Standardise, AConstantColumnBecomesZeroAndStaysFinite) {
  Dataset dataset = dense(1, {frames({7, 7, 7}, 1)}, {frames({9}, 1)});
  standardise(dataset);
  EXPECT_THAT(dataset.train[0].features, ::testing::Each(0.0F));
  EXPECT_EQ(dataset.test[0].features[0], 2.0F);
  EXPECT_EQ(dataset.feature_scale[0], 1.0F);
}

TEST(Standardise, ASmallDeviationAroundALargeMeanIsNoConstant) {
  Dataset dataset = dense(1, {frames({1e6F, 1e6F + 1, 1e6F, 1e6F + 1}, 1)}, {});
  standardise(dataset);
  EXPECT_FLOAT_EQ(dataset.feature_scale[0], 0.5F);
  EXPECT_FLOAT_EQ(dataset.train[0].features[1], 1.0F);
}

TEST(Standardise, NothingIsLearntFromValidationOrTest) {
  Dataset one = dense(1, {frames({1, 2, 6}, 1)}, {frames({5}, 1)});
  Dataset other = dense(1, {frames({1, 2, 6}, 1)}, {frames({5, 1e6F, -1e6F}, 1)});
  other.validation = {frames({1e6F}, 1)};
  standardise(one);
  standardise(other);
  EXPECT_EQ(one.feature_mean, other.feature_mean);
  EXPECT_EQ(one.feature_scale, other.feature_scale);
  EXPECT_EQ(one.train[0].features, other.train[0].features);
  EXPECT_EQ(one.test[0].features[0], other.test[0].features[0]);
}

TEST(Standardise, AForecastsScaleIsTheDeviationFromItsOffsetOnTrain) {
  Dataset dataset = dense(1, {frames({0}, 1)}, {});
  dataset.task = Task::forecasting;
  dataset.outputs = 2;
  dataset.train[0].targets = {11, 17};  // differences from the offset: 1 and 7, deviation 3
  dataset.train[0].offsets = {10, 10};
  dataset.test = {frames({0}, 1)};
  dataset.test[0].targets = {1e9F, 0};
  dataset.test[0].offsets = {0, 0};
  standardise(dataset);
  EXPECT_THAT(dataset.target_scale, ElementsAre(3, 3)) << "one deviation for all outputs";
  EXPECT_THAT(dataset.train[0].targets, ElementsAre(11, 17)) << "targets keep their own unit";
}

TEST(Standardise, AForecastsDifferencesAreTakenInItsSeriesOwnUnit) {
  Dataset dataset = dense(1, {frames({0}, 1)}, {});
  dataset.task = Task::forecasting;
  dataset.outputs = 2;
  dataset.train[0].scale = 4;
  dataset.train[0].targets = {11, 17};
  dataset.train[0].offsets = {10, 10};
  standardise(dataset);
  EXPECT_THAT(dataset.target_scale, ElementsAre(0.75F, 0.75F)) << "1/4 and 7/4 deviate from 1 by 3/4";
  EXPECT_FLOAT_EQ(answer_of_target(dataset, dataset.train[0], 1, 17), 7 / 3.0F);
  EXPECT_FLOAT_EQ(target_of_answer(dataset, dataset.train[0], 1, 7 / 3.0F), 17);
}

TEST(Standardise, ARegressionsOutputsHaveMeanAndDeviationEachOfItsOwn) {
  Dataset dataset = dense(1, {frames({0}, 1), frames({0}, 1)}, {frames({0}, 1)});
  dataset.task = Task::sequence_regression;
  dataset.outputs = 2;
  dataset.train[0].targets = {1, -100};
  dataset.train[1].targets = {5, -100};
  dataset.test[0].targets = {1e9F, 1e9F};
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(3, -100));
  EXPECT_THAT(dataset.target_scale, ElementsAre(2, 1)) << "a constant's is 1";
  EXPECT_FLOAT_EQ(answer_of_target(dataset, dataset.test[0], 0, 7), 2);
  EXPECT_FLOAT_EQ(target_of_answer(dataset, dataset.test[0], 1, 3), -97);
  EXPECT_THAT(dataset.train[0].targets, ElementsAre(1, -100)) << "targets keep their own unit";
}

TEST(Standardise, AStepsMissingTargetCountsForNeitherMeanNorDeviation) {
  const float missing = std::numeric_limits<float>::quiet_NaN();
  Dataset dataset = dense(1, {frames({0, 0, 0}, 1)}, {});
  dataset.task = Task::step_regression;
  dataset.outputs = 2;
  dataset.train[0].targets = {1, missing, missing, 8, 5, 8};
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(3, 8));
  EXPECT_THAT(dataset.target_scale, ElementsAre(2, 1));
}

TEST(Standardise, TokensAreLeftAlone) {
  Dataset dataset;
  dataset.vocabulary = 9;
  dataset.train.emplace_back().tokens = {1, 2};
  standardise(dataset);
  EXPECT_TRUE(dataset.feature_mean.empty());
  EXPECT_THAT(dataset.train[0].tokens, ElementsAre(1, 2));
}

}  // namespace
}  // namespace gatewise::data_standardise_test
