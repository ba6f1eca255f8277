#include "cells/seeded_weights.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace gatewise::cells_seeded_weights_test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;

ModelShape shape_of(const std::string& family, bool tokens) {
  return {{family, 16, 2, true, tokens ? 5 : 0}, tokens ? 0 : 3, tokens ? 11 : 0, 4, ReadOut::every_step};
}

TEST(SeededModelWeights, AreEveryTensorOfTheModelInItsShape) {
  for (const Family& family : built_in_families()) {
    for (const bool tokens : {false, true}) {
      const ModelShape shape = shape_of(family.id, tokens);
      const TensorFile file = seeded_model_weights(shape, 1);
      EXPECT_EQ(file.tensors.size(), shape.parameters().size());
      for (const Parameter& parameter : shape.parameters()) {
        EXPECT_EQ(file.at(parameter.name).shape, parameter.shape) << parameter.name;
        EXPECT_EQ(static_cast<std::int64_t>(file.at(parameter.name).data.size()), parameter.elements());
      }
    }
  }
}

TEST(SeededModelWeights, LieWithinOneByTheRootOfTheHiddenSize) {
  const TensorFile file = seeded_model_weights(shape_of("lstm", true), 1);
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_THAT(tensor.data, Each(AllOf(Ge(-0.25F), Le(0.25F)))) << name;
    EXPECT_TRUE(std::any_of(tensor.data.begin(), tensor.data.end(), [](float value) { return value != 0; })) << name;
  }
  const std::vector<float>& many = file.at("rnn.weight_hh_l0").data;
  EXPECT_GT(*std::max_element(many.begin(), many.end()), 0.2F) << "and reach far into it";
  EXPECT_LT(*std::min_element(many.begin(), many.end()), -0.2F);
}

TEST(SeededModelWeights, AreTheSeedsAndNoOtherOnes) {
  const ModelShape shape = shape_of("gru", false);
  const TensorFile one = seeded_model_weights(shape, 1);
  const TensorFile again = seeded_model_weights(shape, 1);
  const TensorFile other = seeded_model_weights(shape, 2);
  for (const auto& [name, tensor] : one.tensors) {
    EXPECT_EQ(tensor.data, again.at(name).data) << name;
    EXPECT_NE(tensor.data, other.at(name).data) << name;
  }
}

TEST(SeededModelWeights, DifferFromTensorToTensor) {
  const TensorFile file = seeded_model_weights(shape_of("lstm", false), 1);
  EXPECT_NE(file.at("rnn.bias_ih_l0").data, file.at("rnn.bias_hh_l0").data);
  EXPECT_NE(file.at("rnn.weight_hh_l0").data, file.at("rnn.weight_hh_l1").data);
  EXPECT_NE(file.at("rnn.weight_hh_l0").data, file.at("rnn.weight_hh_l0_reverse").data);
}

}  // namespace
}  // namespace gatewise::cells_seeded_weights_test
