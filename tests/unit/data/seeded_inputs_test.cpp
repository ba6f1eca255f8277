#include "data/seeded_inputs.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "data/dataset.hpp"
#include "data/task.hpp"

namespace gatewise::data_seeded_inputs_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SeededInputs, HaveTheLengthsAndWidthsAskedFor) {
  const Dataset dataset = seeded_inputs(3, 7, {5, 1, 300}, 1);
  EXPECT_EQ(dataset.task, Task::cost_only);
  EXPECT_EQ(dataset.feature_count, 3);
  EXPECT_EQ(dataset.outputs, 7);
  EXPECT_EQ(dataset.vocabulary, 0);
  EXPECT_THAT(lengths_of(dataset.test), ElementsAre(5, 1, 300));
  for (const Sequence& sequence : dataset.test)
    EXPECT_EQ(static_cast<std::int64_t>(sequence.features.size()), 3 * sequence.length);
}

TEST(SeededInputs, AskNothing) {
  const Dataset dataset = seeded_inputs(2, 1, {4}, 1);
  EXPECT_THAT(dataset.train, IsEmpty());
  EXPECT_THAT(dataset.validation, IsEmpty());
  EXPECT_THAT(dataset.test[0].labels, IsEmpty());
  EXPECT_THAT(dataset.test[0].targets, IsEmpty());
  EXPECT_THAT(dataset.test[0].tokens, IsEmpty());
}

TEST(SeededInputs, AreTheSeedsAndNoOtherOnes) {
  const auto features = [](std::uint64_t seed) { return seeded_inputs(4, 1, {50}, seed).test[0].features; };
  EXPECT_EQ(features(1), features(1));
  EXPECT_NE(features(1), features(2));
}

TEST(SeededInputs, AreNearlyStandardNormal) {
  const std::vector<float> values = seeded_inputs(40, 1, {256}, 1).test[0].features;  // a mean's error is 0.01
  double sum = 0, squares = 0;
  for (const float value : values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(values.size());
  EXPECT_NEAR(sum / count, 0, 0.05);
  EXPECT_NEAR(squares / count, 1, 0.07);
}

TEST(SeededInputs, DifferFromSequenceToSequence) {
  const Dataset dataset = seeded_inputs(2, 1, {10, 10}, 1);
  EXPECT_NE(dataset.test[0].features, dataset.test[1].features);
}

}  // namespace
}  // namespace gatewise::data_seeded_inputs_test
