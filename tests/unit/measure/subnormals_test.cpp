#include "measure/subnormals.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/json.hpp"
#include "cells/seeded_weights.hpp"
#include "data/dataset.hpp"

namespace gatewise::measure_subnormals_test {
namespace {

constexpr float least_normal = std::numeric_limits<float>::min();

TEST(Subnormals, AreNeitherZeroNorTheLeastNormalNumber) {
  SubnormalCount found;
  const std::vector<float> values{0, -0.0F, least_normal, -least_normal, least_normal / 2, -1e-40F, 1e-45F, 1};
  found.add(values);
  EXPECT_EQ(found.count, 3);
  EXPECT_EQ(found.of, 8);
}

TEST(Subnormals, AreCountedInInputsAndWeightsApart) {
  Sequences sequences(2);
  sequences[0].features = {1e-40F, 1};
  sequences[1].features = {0, 2e-39F};
  TensorFile weights;
  weights.tensors["a"].data = {1, 2, 1e-39F};
  const Subnormals found = count_subnormals(sequences, weights);
  EXPECT_EQ(found.inputs.count, 2);
  EXPECT_EQ(found.inputs.of, 4);
  EXPECT_EQ(found.weights.count, 1);
  EXPECT_EQ(found.weights.of, 3);
  EXPECT_TRUE(found.any());
  EXPECT_FALSE(Subnormals().any());
  EXPECT_EQ(Json(Json(found).get<Subnormals>()), Json(found));
}

TEST(Subnormals, AreFoundInAStateThatDecays) {
  // h' = relu(h / 2) without an input: from 1 it takes 126 halvings to the least normal number and 23 more to zero.
  const ModelShape shape{{"rnn_relu", 1, 1, false, 0}, 1, 0, 1, ReadOut::every_step};
  TensorFile weights = seeded_model_weights(shape, 1);
  for (auto& [name, tensor] : weights.tensors) {
    const float value = name == "rnn.weight_ih_l0" ? 1.0F : name == "rnn.weight_hh_l0" ? 0.5F : 0.0F;
    std::fill(tensor.data.begin(), tensor.data.end(), value);
  }
  Sequence sequence;
  sequence.length = 200;
  sequence.features.assign(200, 0.0F);
  sequence.features[0] = 1;
  const Plugin plugin = Plugin::load(GATEWISE_PLUGINS "/reference.so");
  SequenceModel model(plugin, {"f32", "", 1}, shape, weights);
  const SubnormalCount found = count_state_subnormals(model, sequence, 1000);
  EXPECT_EQ(found.of, 200);
  EXPECT_EQ(found.count, 23);
  EXPECT_EQ(count_state_subnormals(model, sequence, 100).count, 0) << "still normal";
}

}  // namespace
}  // namespace gatewise::measure_subnormals_test
