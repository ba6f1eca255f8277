#include "cells/family.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "cells/seeded_weights.hpp"

namespace gatewise::cells_family_test {
namespace {

using ::testing::ElementsAre;
using ::testing::ThrowsMessage;

TEST(Families, KnowTheirGatesInTorchsOrder) {
  std::vector<std::string> own;  // other tests of this process may have added a plugin's
  for (const Family& family : built_in_families()) own.push_back(family.id);
  EXPECT_THAT(own, ElementsAre("rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_before"));
  EXPECT_THAT(find_family("rnn_tanh").gates, ElementsAre("h"));
  EXPECT_THAT(find_family("lstm").gates, ElementsAre("i", "f", "g", "o"));
  EXPECT_THAT(find_family("gru").gates, ElementsAre("r", "z", "n"));
  EXPECT_THAT(find_family("gru_reset_before").gates, ElementsAre("r", "z", "n"));
}

TEST(Families, OnlyTheLstmCarriesASecondStateVector) {
  for (const Family& family : built_in_families())
    EXPECT_EQ(family.state_vectors, family.id == "lstm" ? 2 : 1) << family.id;
}

TEST(Families, AnUnknownOneNamesTheNearest) {
  EXPECT_THAT([] { find_family("lsmt"); },
              ThrowsMessage<InputError>("unknown cell family 'lsmt'; did you mean 'lstm'?"));
  EXPECT_THAT([] { find_family("transformer"); },
              ThrowsMessage<InputError>(::testing::HasSubstr("known: rnn_tanh, rnn_relu, lstm")));
}

TEST(CellParameters, HaveOneBlockOfRowsForEachGateAndTwoBiases) {
  constexpr std::int64_t input = 2;
  constexpr std::int64_t hidden = 3;
  for (const Family& family : built_in_families()) {
    const std::int64_t rows = family.gate_count() * hidden;
    const std::vector<Parameter> all = cell_parameters(family, input, hidden);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0].name, "weight_ih");
    EXPECT_THAT(all[0].shape, ElementsAre(rows, input));
    EXPECT_EQ(all[1].name, "weight_hh");
    EXPECT_THAT(all[1].shape, ElementsAre(rows, hidden));
    EXPECT_EQ(all[2].name, "bias_ih");
    EXPECT_THAT(all[2].shape, ElementsAre(rows));
    EXPECT_EQ(all[3].name, "bias_hh");
    EXPECT_THAT(all[3].shape, ElementsAre(rows));
    EXPECT_EQ(all[0].elements(), rows * input);
  }
}

TEST(SeededWeights, FillEveryShapeWithinTorchsRange) {
  for (const Family& family : built_in_families()) {
    const auto weights = seeded_cell_weights(family, 5, 16, 1);
    const auto shapes = cell_parameters(family, 5, 16);
    ASSERT_EQ(weights.size(), shapes.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      EXPECT_EQ(weights[i].size(), static_cast<std::size_t>(shapes[i].elements()));
      EXPECT_THAT(weights[i], ::testing::Each(::testing::AllOf(::testing::Ge(-0.25F), ::testing::Le(0.25F))));
    }
  }
}

TEST(SeededWeights, FollowTheSeedAndTellTheBiasesApart) {
  const Family& gru = find_family("gru");
  EXPECT_EQ(seeded_cell_weights(gru, 3, 4, 1), seeded_cell_weights(gru, 3, 4, 1));
  EXPECT_NE(seeded_cell_weights(gru, 3, 4, 1), seeded_cell_weights(gru, 3, 4, 2));
  EXPECT_NE(seeded_cell_weights(gru, 3, 4, 1)[2], seeded_cell_weights(gru, 3, 4, 1)[3]);
}

}  // namespace
}  // namespace gatewise::cells_family_test
