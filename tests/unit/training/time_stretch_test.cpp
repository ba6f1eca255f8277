// Sequences played slower and faster, and what can't be.
#include "training/time_stretch.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "support/gradients.hpp"
#include "training/check_recipe.hpp"
#include "training/trainer.hpp"

namespace gatewise::training_time_stretch_test {
namespace {

using namespace tests;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Sequence ramp(std::int64_t length) {
  Sequence sequence;
  sequence.length = length;
  for (std::int64_t t = 0; t < length; ++t) {
    sequence.features.push_back(static_cast<float>(t));
    sequence.features.push_back(static_cast<float>(-10 * t));
    sequence.labels.push_back(static_cast<std::int32_t>(t));
  }
  return sequence;
}

TEST(TimeStretch, InterpolatesBetweenFramesAndKeepsTheEnds) {
  const Sequence slower = stretched_to(ramp(3), 5, true);
  EXPECT_EQ(slower.length, 5);
  EXPECT_THAT(slower.features, ElementsAre(0, 0, 0.5F, -5, 1, -10, 1.5F, -15, 2, -20));
  EXPECT_THAT(slower.labels, ElementsAre(0, 1, 1, 2, 2));
  const Sequence faster = stretched_to(ramp(5), 3, true);
  EXPECT_THAT(faster.features, ElementsAre(0, 0, 2, -20, 4, -40));
  EXPECT_THAT(faster.labels, ElementsAre(0, 2, 4));
  EXPECT_THAT(stretched_to(ramp(4), 4, true).features, ramp(4).features);
  EXPECT_THAT(stretched_to(ramp(4), 1, true).features, ElementsAre(0, 0));
  EXPECT_THAT(stretched_to(ramp(1), 3, true).features, ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(TimeStretch, LeavesTheLabelOfAWholeSequence) {
  Sequence sequence = ramp(1);
  sequence.labels = {7};
  EXPECT_THAT(stretched_to(sequence, 4, false).labels, ElementsAre(7));
}

TEST(TimeStretch, DrawsFactorsEvenlyBetweenItsEndsOnALogarithmicScale) {
  Random random(1);
  std::vector<std::int64_t> lengths = lengths_of(stretched(Sequences(2000, ramp(100)), 1.0, true, random));
  std::sort(lengths.begin(), lengths.end());
  EXPECT_GE(lengths.front(), 50);
  EXPECT_LE(lengths.back(), 200);
  EXPECT_LT(lengths.front(), 52);
  EXPECT_GT(lengths.back(), 195);
  EXPECT_NEAR(static_cast<double>(lengths[1000]), 100, 5);  // as many slower as faster
}

TEST(TimeStretch, IsRefusedWhereStepsAreTokensNumbersOrLate) {
  Recipe recipe;
  recipe.time_stretch = 0.2;
  const auto check = [&](const Dataset& dataset, std::int64_t delay) {
    Architecture architecture{"gru", 4, 1, false, dataset.vocabulary > 0 ? 3 : 0};
    architecture.output_delay = delay;
    check_recipe(recipe, architecture, dataset);
  };
  EXPECT_NO_THROW(check(task_data(Task::sequence_classification, false, {4}), 0));
  EXPECT_NO_THROW(check(task_data(Task::token_labelling, false, {4}), 0));
  EXPECT_THAT([&] { check(task_data(Task::token_labelling, true, {4}), 0); },
              ThrowsMessage<InputError>(HasSubstr("has tokens")));
  EXPECT_THAT([&] { check(task_data(Task::forecasting, false, {4}), 0); },
              ThrowsMessage<InputError>(HasSubstr("is for task 'forecasting'")));
  EXPECT_THAT([&] { check(task_data(Task::token_labelling, false, {4}), 2); },
              ThrowsMessage<InputError>(HasSubstr("come 2 steps late")));
}

}  // namespace
}  // namespace gatewise::training_time_stretch_test
