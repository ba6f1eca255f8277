#include "data/preparation/standardise.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "data/dataset.hpp"
#include "data/task.hpp"

namespace gatewise::data_standardise_test {
namespace {

using ::testing::DoubleEq;
using ::testing::Each;
using ::testing::ElementsAre;

Sequence frames(std::vector<double> values, std::int64_t width) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(values.size()) / width;
  sequence.values = std::move(values);
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
  EXPECT_DOUBLE_EQ(dataset.feature_mean[0], 4);
  EXPECT_DOUBLE_EQ(dataset.feature_scale[0], std::sqrt(26.0 / 3));  // (9 + 1 + 16) / 3
}

TEST(Standardise, AConstantColumnBecomesZeroAndStaysFinite) {
  Dataset dataset = dense(1, {frames({7, 7, 7}, 1)}, {frames({9}, 1)});
  standardise(dataset);
  EXPECT_THAT(dataset.train[0].features, Each(0.0F));
  EXPECT_EQ(dataset.test[0].features[0], 2.0F);
  EXPECT_EQ(dataset.feature_scale[0], 1.0F);
}

TEST(Standardise, ASmallDeviationAroundALargeMeanIsNoConstant) {
  Dataset dataset = dense(1, {frames({1e6, 1e6 + 1, 1e6, 1e6 + 1}, 1)}, {});
  standardise(dataset);
  EXPECT_DOUBLE_EQ(dataset.feature_scale[0], 0.5);
  EXPECT_DOUBLE_EQ(dataset.train[0].features[1], 1.0F);
}

TEST(Standardise, NothingIsLearntFromValidationOrTest) {
  Dataset one = dense(1, {frames({1, 2, 6}, 1)}, {frames({5}, 1)});
  Dataset other = dense(1, {frames({1, 2, 6}, 1)}, {frames({5, 1e6, -1e6}, 1)});
  other.validation = {frames({1e6}, 1)};
  standardise(one);
  standardise(other);
  EXPECT_EQ(one.feature_mean, other.feature_mean);
  EXPECT_EQ(one.feature_scale, other.feature_scale);
  EXPECT_EQ(one.train[0].features, other.train[0].features);
  EXPECT_EQ(one.test[0].features[0], other.test[0].features[0]);
}

/// Windows whose targets differ from the offset 10 by these, one list a window.
Dataset forecasts(const std::vector<std::vector<double>>& differences, double unit = 1) {
  Dataset dataset = dense(1, {}, {});
  dataset.task = Task::forecasting;
  dataset.outputs = static_cast<std::int64_t>(differences.front().size());
  for (const std::vector<double>& of_window : differences) {
    Sequence& window = dataset.train.emplace_back(frames({0}, 1));
    window.scale = unit;
    for (const double difference : of_window) {
      window.targets.push_back(10 + difference);
      window.offsets.push_back(10);
    }
  }
  return dataset;
}

TEST(Standardise, AForecastsHorizonsHaveMeansOfTheirOwnAndOneDeviation) {
  Dataset dataset = forecasts({{1, 7}, {3, 17}});
  dataset.test = {frames({0}, 1)};
  dataset.test[0].targets = {1e9, 0};
  dataset.test[0].offsets = {0, 0};
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(2, 12));
  EXPECT_THAT(dataset.target_scale, Each(DoubleEq(std::sqrt(13.0)))) << "(1 + 1 + 25 + 25) / 4";
  EXPECT_THAT(dataset.train[0].targets, ElementsAre(11, 17)) << "targets keep their own unit";
  EXPECT_DOUBLE_EQ(answer_of_target(dataset, dataset.train[0], 1, 17), -5 / std::sqrt(13.0));
  EXPECT_DOUBLE_EQ(target_of_answer(dataset, dataset.train[0], 1, -5 / std::sqrt(13.0)), 17);
}

TEST(Standardise, AForecastsDifferencesAreTakenInItsSeriesOwnUnit) {
  Dataset dataset = forecasts({{1, 7}, {3, 17}}, 4);
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(0.5, 3));
  EXPECT_THAT(dataset.target_scale, Each(DoubleEq(std::sqrt(13.0) / 4)));
  EXPECT_DOUBLE_EQ(answer_of_target(dataset, dataset.train[0], 1, 17), -5 / std::sqrt(13.0));
  EXPECT_DOUBLE_EQ(target_of_answer(dataset, dataset.train[0], 1, -5 / std::sqrt(13.0)), 17);
}

TEST(Standardise, AnAnswerNearZeroIsRightAboutARamp) {
  for (const double step : {1000.0, 1e-6, -3e8}) {
    Dataset dataset = forecasts({{step, 5 * step}, {step, 5 * step}, {step, 5 * step}});
    standardise(dataset);
    EXPECT_DOUBLE_EQ(target_of_answer(dataset, dataset.train[0], 0, 0), 10 + step);
    EXPECT_DOUBLE_EQ(target_of_answer(dataset, dataset.train[0], 1, 0), 10 + 5 * step);
    EXPECT_NEAR(target_of_answer(dataset, dataset.train[0], 1, 0.5), 10 + 5 * step, 1e-6 * std::abs(5 * step));
  }
}

TEST(Standardise, ADeviationThatIsADoublesRoundingIsNone) {
  Dataset dataset = forecasts({{0, 0}, {0, 0}});
  for (std::size_t i = 0; i < 2; ++i) {
    dataset.train[i].targets = {1.7e9 + 0.1 * static_cast<double>(i + 1), 1.7e9 + 0.1 * static_cast<double>(i + 2)};
    dataset.train[i].offsets = {1.7e9 + 0.1 * static_cast<double>(i), 1.7e9 + 0.1 * static_cast<double>(i)};
  }
  standardise(dataset);
  EXPECT_NEAR(dataset.target_mean[1], 0.2, 1e-6);
  EXPECT_GT(dataset.target_scale[1], 1e-9) << "not the rounding of 1.7e9, which is 2e-7 in a double's steps";
  EXPECT_LT(dataset.target_scale[1], 1e-6);
}

TEST(Standardise, ASeriesThatStandsStillHasAUnitOfItsOwn) {
  Dataset dataset = forecasts({{0, 0}, {0, 0}});
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(0, 0));
  EXPECT_GT(dataset.target_scale[0], 0);
  EXPECT_NEAR(target_of_answer(dataset, dataset.train[0], 0, 0.5), 10, 1e-5);
}

TEST(Standardise, ACountersStepsAreKept) {
  std::vector<double> counter;
  for (int t = 0; t < 100; ++t) counter.push_back(1.7e9 + 12 * t);
  Dataset dataset = dense(1, {frames(counter, 1)}, {});
  standardise(dataset);
  const double deviation = 12 * std::sqrt(9999.0 / 12);  // of a hundred consecutive integers: (n² - 1) / 12
  EXPECT_DOUBLE_EQ(dataset.feature_mean[0], 1.7e9 + 12 * 49.5);
  EXPECT_NEAR(dataset.feature_scale[0], deviation, 1e-6);
  for (std::size_t t = 0; t < 100; ++t)
    EXPECT_NEAR(static_cast<double>(dataset.train[0].features[t]), 12 * (static_cast<double>(t) - 49.5) / deviation,
                1e-6);
  EXPECT_TRUE(dataset.train[0].values.empty());
}

TEST(Standardise, ARegressionsOutputsHaveMeanAndDeviationEachOfItsOwn) {
  Dataset dataset = dense(1, {frames({0}, 1), frames({0}, 1)}, {frames({0}, 1)});
  dataset.task = Task::sequence_regression;
  dataset.outputs = 2;
  dataset.train[0].targets = {1, -100};
  dataset.train[1].targets = {5, -100};
  dataset.test[0].targets = {1e9, 1e9};
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(3, -100));
  EXPECT_EQ(dataset.target_scale[0], 2);
  EXPECT_LT(dataset.target_scale[1], 1e-4) << "an answer near 0 is right about a constant";
  EXPECT_DOUBLE_EQ(answer_of_target(dataset, dataset.test[0], 0, 7), 2);
  EXPECT_NEAR(target_of_answer(dataset, dataset.test[0], 1, 3), -100, 1e-3);
  EXPECT_THAT(dataset.train[0].targets, ElementsAre(1, -100)) << "targets keep their own unit";
}

TEST(Standardise, AStepsMissingTargetCountsForNeitherMeanNorDeviation) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  Dataset dataset = dense(1, {frames({0, 0, 0}, 1)}, {});
  dataset.task = Task::step_regression;
  dataset.outputs = 2;
  dataset.train[0].targets = {1, missing, missing, 8, 5, 8};
  standardise(dataset);
  EXPECT_THAT(dataset.target_mean, ElementsAre(3, 8));
  EXPECT_EQ(dataset.target_scale[0], 2);
  EXPECT_LT(dataset.target_scale[1], 1e-5);
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
