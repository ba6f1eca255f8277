#include "run/trials/weight_units.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "data/task.hpp"

namespace gatewise::run_weight_units_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Dataset counter() {
  Dataset dataset;
  dataset.task = Task::forecasting;
  dataset.feature_mean = {1.7e9 + 12};
  dataset.feature_scale = {0.1};
  dataset.target_mean = {12, 24};
  dataset.target_scale = {3, 3};
  return dataset;
}

TEST(WeightUnits, StandBesideTheWeightsAsFloatsAndExact) {
  TensorFile weights;
  add_units(counter(), weights);
  EXPECT_THAT(weights.at("output.mean").data, ElementsAre(12, 24));
  EXPECT_THAT(weights.at("output.scale").data, ElementsAre(3, 3));
  EXPECT_THAT(weights.at("input.scale").data, ElementsAre(0.1F));
  EXPECT_THAT(weights.metadata.at("units"), HasSubstr("1700000012"));
  EXPECT_NO_THROW(check_units(counter(), weights, "w.safetensors"));
}

TEST(WeightUnits, OfAnotherMeaningAreRefused) {
  TensorFile weights;
  EXPECT_THAT(
      [&] { check_units(counter(), weights, "w.safetensors"); },
      ThrowsMessage<InputError>(HasSubstr("w.safetensors: these weights do not say in which units they answer")));
  add_units(counter(), weights);
  Dataset other = counter();
  other.target_mean = {0, 0};
  EXPECT_THAT([&] { check_units(other, weights, "w.safetensors"); },
              ThrowsMessage<InputError>(HasSubstr("were trained in other units than the dataset's")));
}

TEST(WeightUnits, OfClassesAreOfTheInputAlone) {
  Dataset classes = counter();
  classes.task = Task::sequence_classification;
  TensorFile weights;
  EXPECT_NO_THROW(check_units(classes, weights, "w.safetensors"));
  add_units(classes, weights);
  EXPECT_EQ(weights.tensors.count("output.mean"), 0U);
  EXPECT_EQ(weights.tensors.count("input.mean"), 1U);
}

}  // namespace
}  // namespace gatewise::run_weight_units_test
