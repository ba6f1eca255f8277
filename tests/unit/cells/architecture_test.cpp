#include "cells/architecture.hpp"

#include <gmock/gmock.h>

#include "base/json.hpp"

namespace gatewise::cells_architecture_test {
namespace {

using ::testing::ElementsAre;

/// G (H I + H H + 2 H): one cell with both biases.
std::int64_t cell_count(std::int64_t gates, std::int64_t input, std::int64_t hidden) {
  return gates * (hidden * input + hidden * hidden + 2 * hidden);
}

ModelShape dense(Architecture architecture, std::int64_t features, std::int64_t outputs) {
  return {std::move(architecture), features, 0, outputs, ReadOut::last_step};
}

TEST(Architecture, ItsIdSpellsAllThatTellsItApart) {
  EXPECT_EQ((Architecture{"lstm", 64, 1, false, 0}).id(), "lstm-h64-l1");
  EXPECT_EQ((Architecture{"lstm", 64, 1, false, 32}).id(), "lstm-h64-l1-e32");
  EXPECT_EQ((Architecture{"gru", 16, 3, true, 0}).id(), "gru-h16-l3-bi");
  EXPECT_EQ((Architecture{"rnn_relu", 8, 2, true, 4}).id(), "rnn_relu-h8-l2-e4-bi");
  EXPECT_EQ((Architecture{"lstm", 0, 2, true, 4}).id(), "lstm-l2-e4-bi") << "its size is still to be solved for";
}

TEST(ModelShape, CountsALayerOfLstmByItsClosedForm) {
  const ModelShape shape = dense({"lstm", 3, 1, false, 0}, 2, 5);
  EXPECT_EQ(shape.parameter_count(), 4 * (3 * 2 + 3 * 3 + 2 * 3) + 5 * 3 + 5);  // 84 + 20
  EXPECT_EQ(shape.parameter_count(), 104);
}

TEST(ModelShape, CountsEveryFamilyByItsGates) {
  for (const Family& family : built_in_families()) {
    EXPECT_EQ(dense({family.id, 7, 1, false, 0}, 4, 2).parameter_count(),
              cell_count(family.gate_count(), 4, 7) + 2 * 7 + 2);
  }
}

TEST(ModelShape, TheSecondLayerReadsBothDirectionsOfTheFirst) {
  const ModelShape shape = dense({"gru", 3, 2, true, 0}, 2, 4);
  EXPECT_EQ(shape.layer_input(0), 2);
  EXPECT_EQ(shape.layer_input(1), 6);
  EXPECT_EQ(shape.head_input(), 6);
  EXPECT_EQ(shape.parameter_count(), 2 * cell_count(3, 2, 3) + 2 * cell_count(3, 6, 3) + 4 * 6 + 4);
}

TEST(ModelShape, AnEmbeddingTakesThePlaceOfTheFeatures) {
  const ModelShape shape{{"rnn_tanh", 4, 1, false, 8}, 0, 100, 3, ReadOut::every_step};
  EXPECT_EQ(shape.layer_input(0), 8);
  EXPECT_EQ(shape.parameters().front().name, "embedding.weight");
  EXPECT_THAT(shape.parameters().front().shape, ElementsAre(100, 8));
  EXPECT_EQ(shape.parameter_count(), 100 * 8 + cell_count(1, 8, 4) + 3 * 4 + 3);
}

TEST(ModelShape, ItsTensorsHaveTorchsNamesInAFixedOrder) {
  std::vector<std::string> names;
  for (const Parameter& parameter : dense({"gru", 3, 2, true, 0}, 2, 4).parameters()) names.push_back(parameter.name);
  EXPECT_THAT(names, ElementsAre("rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0",
                                 "rnn.weight_ih_l0_reverse", "rnn.weight_hh_l0_reverse", "rnn.bias_ih_l0_reverse",
                                 "rnn.bias_hh_l0_reverse", "rnn.weight_ih_l1", "rnn.weight_hh_l1", "rnn.bias_ih_l1",
                                 "rnn.bias_hh_l1", "rnn.weight_ih_l1_reverse", "rnn.weight_hh_l1_reverse",
                                 "rnn.bias_ih_l1_reverse", "rnn.bias_hh_l1_reverse", "head.weight", "head.bias"));
}

TEST(Architecture, SurvivesTheWayThroughJson) {
  const Architecture given{"gru", 16, 3, true, 4};
  const auto read = Json::parse(Json(given).dump()).get<Architecture>();
  EXPECT_EQ(read.id(), given.id());
  EXPECT_EQ(Json(read), Json(given));
}

TEST(ModelShape, SurvivesTheWayThroughJson) {
  const ModelShape given{{"lstm", 5, 2, true, 6}, 0, 77, 9, ReadOut::every_step};
  const auto read = Json::parse(Json(given).dump()).get<ModelShape>();
  EXPECT_EQ(read.architecture.id(), given.architecture.id());
  EXPECT_EQ(read.vocabulary, 77);
  EXPECT_EQ(read.outputs, 9);
  EXPECT_EQ(read.read_out, ReadOut::every_step);
  EXPECT_EQ(Json(dense({}, 3, 1)).get<ModelShape>().features, 3);
  EXPECT_EQ(Json(dense({}, 3, 1)).get<ModelShape>().read_out, ReadOut::last_step);
}

}  // namespace
}  // namespace gatewise::cells_architecture_test
